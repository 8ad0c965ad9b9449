/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stream/speakers.h"

#include <stdio.h>
#include <string.h>

static const char key[] = "speakers";
static const char none[] = "-";

/* In the order of the bits of a channel mask; those from MASK_BITS on are not in it. */
static const struct speaker {
    const char *word, *name;
} speakers[] = {{"FL", "left"},
                {"FR", "right"},
                {"FC", "centre"},
                {"LFE", "LFE"},
                {"BL", "back left"},
                {"BR", "back right"},
                {"FLC", "left of centre"},
                {"FRC", "right of centre"},
                {"BC", "back centre"},
                {"SL", "side left"},
                {"SR", "side right"},
                {"TC", "top centre"},
                {"TFL", "top front left"},
                {"TFC", "top front centre"},
                {"TFR", "top front right"},
                {"TBL", "top back left"},
                {"TBC", "top back centre"},
                {"TBR", "top back right"},
                {"W", "W"},
                {"X", "X"},
                {"Y", "Y"},
                {"Z", "Z"}};
enum { SPEAKERS = sizeof speakers / sizeof *speakers, MASK_BITS = 18 };

static size_t speaker_of(const char *word, size_t length)
{
    size_t i = 0;
    while (i < SPEAKERS && (strlen(speakers[i].word) != length || memcmp(speakers[i].word, word, length) != 0))
        i++;
    return i;
}

/*
 * at[channels] out: places in the table, SPEAKERS for none. False: there is no such line, or it has another number of
 * words.
 */
static bool positions(size_t *at, const struct header *header, long channels)
{
    char line[HEADER_BYTES];
    if (!header_find(header, key, line, sizeof line))
        return false;
    long count = 0;
    for (const char *word = line; *word != '\0'; count++) {
        size_t length = strcspn(word, " ");
        if (count < channels)
            at[count] = speaker_of(word, length);
        word += length;
        word += *word == ' ';
    }
    return count == channels;
}

void speakers_set(struct header *header, const char *const *words)
{
    char line[HEADER_BYTES] = "";
    bool any = false, fits = true;
    for (long i = 0; i < header->channels && fits; i++) {
        size_t used = strlen(line);
        any = any || strcmp(words[i], none) != 0;
        fits =
            (size_t)snprintf(line + used, sizeof line - used, "%s%s", i > 0 ? " " : "", words[i]) < sizeof line - used;
    }
    header_note(header, key, NULL);
    if (any && fits && header->channels > 1)
        header_note(header, key, line);
}

void speakers_set_mask(struct header *header, uint32_t mask)
{
    const char *words[MOST_CHANNELS];
    size_t bit = 0;
    for (long i = 0; i < header->channels; i++) {
        while (bit < MASK_BITS && (mask >> bit & 1) == 0)
            bit++;
        words[i] = bit < MASK_BITS ? speakers[bit++].word : none;
    }
    speakers_set(header, words);
}

void speakers_set_vorbis(struct header *header)
{
    static const char *const orders[][8] = {{"FL", "FR"},
                                            {"FL", "FC", "FR"},
                                            {"FL", "FR", "BL", "BR"},
                                            {"FL", "FC", "FR", "BL", "BR"},
                                            {"FL", "FC", "FR", "BL", "BR", "LFE"},
                                            {"FL", "FC", "FR", "SL", "SR", "BC", "LFE"},
                                            {"FL", "FC", "FR", "SL", "SR", "BL", "BR", "LFE"}};
    const long place = header->channels - 2;
    if (place >= 0 && place < (long)(sizeof orders / sizeof *orders))
        speakers_set(header, orders[place]);
}

uint32_t speakers_mask(const struct header *header)
{
    size_t at[MOST_CHANNELS];
    uint32_t mask = 0;
    if (!positions(at, header, header->channels))
        return 0;
    for (long i = 0; i < header->channels; i++) {
        if (at[i] >= MASK_BITS || mask >> at[i] != 0) /* out of order, or twice */
            return 0;
        mask |= (uint32_t)1 << at[i];
    }
    return mask;
}

void speakers_choose(struct header *header, const struct channel_choice *choice, long channels)
{
    size_t at[MOST_CHANNELS];
    char line[HEADER_BYTES] = "";
    if (choice->all)
        return;
    bool known = !choice->mix && positions(at, header, channels);
    for (long i = 0; i < choice->count && known; i++) {
        size_t speaker = at[choice->from[i]], used = strlen(line);
        snprintf(line + used, sizeof line - used, "%s%s", i > 0 ? " " : "",
                 speaker < SPEAKERS ? speakers[speaker].word : none);
    }
    header_note(header, key, known ? line : NULL);
}

bool speakers_name(char *name, const struct header *header, long channel)
{
    size_t at[MOST_CHANNELS];
    if (!positions(at, header, header->channels) || channel < 0 || channel >= header->channels ||
        at[channel] >= SPEAKERS)
        return false;
    snprintf(name, SPEAKER_NAME, "%s", speakers[at[channel]].name);
    return true;
}

bool speakers_known(const struct header *header)
{
    char name[SPEAKER_NAME];
    for (long i = 0; i < header->channels; i++)
        if (speakers_name(name, header, i))
            return true;
    return false;
}

static const char mark[] = "speakers ", nowhere[] = "none";

void speakers_comment(char *comment, size_t room, const struct header *header)
{
    char line[HEADER_BYTES];
    size_t used = strlen(comment);
    bool known = header_find(header, key, line, sizeof line);
    if (known || header->channels > 1)
        snprintf(comment + used, room - used, "%s%s%s", used > 0 ? ", " : "", mark, known ? line : nowhere);
}

void speakers_read_comment(struct header *header, const char *comment)
{
    char before[HEADER_BYTES];
    const char *at = strstr(comment, mark);
    if (at == NULL || (at != comment && (at - comment < 2 || strncmp(at - 2, ", ", 2) != 0)))
        return;
    at += sizeof mark - 1;
    bool known = header_find(header, key, before, sizeof before);
    header_note(header, key, strcmp(at, nowhere) != 0 ? at : NULL);
    if (strcmp(at, nowhere) != 0 && !speakers_known(header)) /* the sentence of another program */
        header_note(header, key, known ? before : NULL);
}
