/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A spool passes its bytes on once, in order, from memory and from its file.
 */
#include "check.h"
#include "base/memory.h"
#include "base/status.h"
#include "stream/spool.h"

#include <stdlib.h>
#include <string.h>

struct sink {
    size_t got, stop;
};

static unsigned char byte_at(size_t i)
{
    return (unsigned char)(i * 2654435761u >> 13);
}

static const char *check_bytes(void *to, const void *bytes, size_t size)
{
    struct sink *sink = to;
    for (size_t i = 0; i < size; i++)
        if (((const unsigned char *)bytes)[i] != byte_at(sink->got++))
            return "wrong byte";
    return sink->got >= sink->stop ? "enough" : NULL;
}

static void fill(struct spool *spool, size_t size, size_t part)
{
    unsigned char *bytes = mem_new(part, 1);
    for (size_t at = 0; at < size; at += part) {
        size_t count = size - at < part ? size - at : part;
        for (size_t i = 0; i < count; i++)
            bytes[i] = byte_at(at + i);
        assert_null(spool_push(spool, bytes, count));
    }
    free(bytes);
}

static void all_bytes_are_poured_once(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 4096, 4097, 262144, 262145, 3000001}, parts[] = {7, 4096, 52, 1000000};
    struct spool *spool = spool_create();
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (size_t k = 0; k < sizeof parts / sizeof *parts; k++) {
            struct sink sink = {.stop = SIZE_MAX};
            fill(spool, sizes[i] / 2 + 1, parts[k]);
            spool_clear(spool);
            fill(spool, sizes[i], parts[k]);
            assert_null(spool_pour(spool, check_bytes, &sink));
            assert_int_equal(sink.got, sizes[i]);
            assert_null(spool_pour(spool, check_bytes, &sink));
            assert_int_equal(sink.got, sizes[i]);
        }
    spool_destroy(spool);
    spool_destroy(NULL);
}

static void failures_are_reported(void **state)
{
    (void)state;
    struct sink sink = {.stop = 1};
    struct spool *spool = spool_create();
    fill(spool, 1000000, 1000);
    assert_string_equal(spool_pour(spool, check_bytes, &sink), "enough");
    assert_true(sink.got < 1000000);
    setenv("TMPDIR", "/nonexistent", 1);
    fill(spool, 1000, 10);
    const char *why = NULL;
    char bytes[1000] = "";
    for (int i = 0; i < 1000 && why == NULL; i++)
        why = spool_push(spool, bytes, sizeof bytes);
    assert_string_equal(why, "no temporary file: No such file or directory");
    assert_int_equal(spool_status(spool), EXIT_NO_OUTPUT);
    spool_destroy(spool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_bytes_are_poured_once),
        cmocka_unit_test(failures_are_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
