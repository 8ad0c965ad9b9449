/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/png_text.h"

#include "base/sentence.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

enum { SIGNATURE = 8, CHUNK_HEAD = 8, CHUNK_CHECK = 4, HEAD = 512, KEY_ROOM = 80 };

static const char cut[] = "truncated PNG";

/* A chunk's data: `size` bytes from `at`. */
struct chunk {
    off_t at;
    uint32_t size;
    char type[5];
};

/* got  out: bytes read, `size` unless the file ends */
static const char *read_at(int file, void *bytes, size_t size, off_t at, size_t *got)
{
    *got = 0;
    while (*got < size) {
        const ssize_t count = pread(file, (char *)bytes + *got, size - *got, at + (off_t)*got);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return sentence("cannot be read: %s", strerror(errno));
        if (count == 0)
            break;
        *got += (size_t)count;
    }
    return NULL;
}

static const char *read_whole(int file, void *bytes, size_t size, off_t at)
{
    size_t got = 0;
    const char *why = read_at(file, bytes, size, at, &got);
    return why != NULL || got == size ? why : cut;
}

static const char *chunk_open(struct chunk *chunk, int file, off_t at)
{
    unsigned char head[CHUNK_HEAD];
    const char *why = read_whole(file, head, sizeof head, at);
    if (why != NULL)
        return why;
    *chunk = (struct chunk){.at = at + CHUNK_HEAD};
    chunk->size = (uint32_t)head[0] << 24 | (uint32_t)head[1] << 16 | (uint32_t)head[2] << 8 | head[3];
    memcpy(chunk->type, head + 4, 4);
    return chunk->size <= INT32_MAX ? NULL : "PNG with a damaged chunk";
}

/* The byte after the next `count` zeros; NULL if there are fewer. */
static const char *after_zeros(const char *at, const char *end, int count)
{
    while (count-- > 0) {
        at = memchr(at, '\0', (size_t)(end - at));
        if (at == NULL)
            return NULL;
        at++;
    }
    return at;
}

/*
 * text  out: file position of the text that this chunk has under `key`; 0: none
 *
 * tEXt: key, 0, text. iTXt: key, 0, compressed or not, method, language, 0, translated key, 0, text.
 */
static const char *chunk_text(off_t *text, int file, const struct chunk *chunk, const char *key)
{
    char head[HEAD];
    const bool international = memcmp(chunk->type, "iTXt", 4) == 0;
    const size_t size = chunk->size < HEAD ? chunk->size : HEAD, length = strlen(key);
    *text = 0;
    if (!international && memcmp(chunk->type, "tEXt", 4) != 0)
        return NULL;
    const char *why = read_whole(file, head, size, chunk->at);
    if (why != NULL || size <= length || memcmp(head, key, length + 1) != 0)
        return why;
    const char *from = head + length + 1, *end = head + size;
    if (international) {
        if (end - from < 2 || *from != 0)
            return NULL;
        from = after_zeros(from + 2, end, 2);
    }
    if (from != NULL)
        *text = chunk->at + (from - head);
    return NULL;
}

static const char *find(char *value, size_t room, int file, const char *key)
{
    static const char signature[] = "\x89PNG\r\n\x1a\n";
    char start[SIGNATURE];
    size_t got = 0;
    const char *why = read_at(file, start, sizeof start, 0, &got);
    if (why != NULL)
        return why;
    if (got < sizeof start || memcmp(start, signature, sizeof start) != 0)
        return "not a PNG";
    struct chunk chunk = {.at = SIGNATURE - CHUNK_CHECK};
    while (why == NULL && memcmp(chunk.type, "IEND", 4) != 0) {
        off_t text = 0;
        why = chunk_open(&chunk, file, chunk.at + (off_t)chunk.size + CHUNK_CHECK);
        if (why == NULL)
            why = chunk_text(&text, file, &chunk, key);
        if (why != NULL || text == 0)
            continue;
        const size_t size = (size_t)(chunk.at + (off_t)chunk.size - text);
        if (size >= room)
            return sentence("its text %s is longer than %zu bytes", key, room - 1);
        value[size] = '\0';
        return read_whole(file, value, size, text);
    }
    return why != NULL ? why : sentence("has no text chunk '%s'", key);
}

const char *png_text_find(char *value, size_t room, const char *path, const char *key)
{
    if (strlen(key) >= KEY_ROOM)
        return "keys of PNG texts have at most 79 characters";
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return sentence("cannot be opened: %s", strerror(errno));
    const char *why = find(value, room, file, key);
    close(file);
    return why;
}
