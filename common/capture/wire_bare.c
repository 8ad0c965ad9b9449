/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Decodes bare samples, one after another without marks. If samples have fewer bits than their 16-bit words, a missing
 * byte is detected: after it, the high byte of each word is really a low byte, and usually too large.
 *
 * After an invalid word, the alignment is the one with the longer run of valid words. The loss is noticed late if the
 * low bytes happen to be small: then of all positions at which both alignments are valid the most likely one is chosen
 * (words_after_loss). With 12 bits at 666.7 kHz and one byte in 2000 dropped at random, all losses were found and
 * counted as one sample each. Wrong samples per loss, when searching back over 0, 8, 32 and 64 words:
 *
 *     sine of 20 kHz             0.06  0.03   0.03   0.03
 *     sine of 1 kHz              0.07  0.001  0.001  0.001
 *     sine of 50 Hz with noise   0.80  0.53   0.06   0.003
 *     white noise                0.07  0.09   0.09   0.09
 *     silence of 3 steps rms     0.94  0.01   0.004  0.004
 *
 * Two bytes missing in one word, or one in each of two adjacent words, are a whole sample, whose loss cannot be
 * detected; nor can any loss be while all low bytes are small (a silence within 0x800 .. 0x80F).
 */
#include "capture/wire_parts.h"

#include <stdlib.h>
#include <string.h>

enum {
    SURE = 8,   /* valid words that confirm an alignment */
    BACK = 32,  /* words before an invalid one that are searched for the missing byte */
    BLOCK = 256 /* words checked at once */
};
enum { LOOKAHEAD = 2 * SURE + 2 /* bytes needed from an invalid word on to choose the alignment */ };

static uint16_t word_at(const struct wire *wire, size_t at)
{
    uint16_t word;
    memcpy(&word, wire->bytes + at, sizeof word);
    return wire->swapped ? __builtin_bswap16(word) : word;
}

static bool is_valid(const struct wire *wire, size_t at)
{
    return (uint16_t)(word_at(wire, at) - wire->low) <= wire->span;
}

static bool all_valid(const unsigned char *from, size_t count, bool swapped, uint16_t low, uint16_t span)
{
    unsigned invalid = 0;
    for (size_t i = 0; i < count; i++) {
        uint16_t word;
        memcpy(&word, from + 2 * i, sizeof word);
        word = swapped ? __builtin_bswap16(word) : word;
        invalid |= (uint16_t)(word - low) > span;
    }
    return invalid == 0;
}

/* How many of `most` words from `at` on are valid, up to the first invalid one. */
static size_t valid_words(const struct wire *wire, size_t at, size_t most)
{
    size_t valid = 0;
    while (most - valid >= BLOCK &&
           all_valid(wire->bytes + at + 2 * valid, BLOCK, wire->swapped, wire->low, wire->span))
        valid += BLOCK;
    while (valid < most && is_valid(wire, at + 2 * valid))
        valid++;
    return valid;
}

/* The same, for as many words as confirm an alignment. */
static size_t valid_run(const struct wire *wire, size_t at)
{
    size_t words = at < wire->limit ? (wire->limit - at) / 2 : 0;
    return valid_words(wire, at, words < SURE ? words : SURE);
}

static enum wire_step give_words(struct wire *wire, size_t count)
{
    const struct sample_format *format = wire->numbers.format;
    size_t clipped = numbers_decode(&wire->numbers, wire->samples, wire->bytes + wire->at, count);
    wire->at += count * format->bytes;
    wire->run = 0;
    return wire_emit(wire, count, clipped);
}

/*
 * Skips `count` bytes that belong to no word: count / 2 complete but invalid words, and if it is odd half of one more,
 * whose other half is missing. (An excess byte looks the same as a missing one.)
 */
static void skip_bytes(struct wire *wire, size_t count)
{
    int64_t before = (wire->run + 1) / 2;
    wire->tally.skipped += (int64_t)count;
    wire->at += count;
    if (!wire->begun)
        return;
    wire->tally.resyncs += wire->run == 0;
    wire->run += (int64_t)count;
    wire_note(wire, (wire->run + 1) / 2 - before, "a byte was lost on the line", false);
}

/* Chooses the alignment at the start or after a gap, after which `cut` bytes of a cut sample are expected. */
static enum wire_step align(struct wire *wire)
{
    size_t other = 1 - wire->cut;
    if (wire_count(wire) < LOOKAHEAD && !wire_final(wire))
        return WIRE_MORE;
    if (wire_count(wire) > 1 && valid_run(wire, wire->at + other) > valid_run(wire, wire->at + wire->cut)) {
        wire->tally.skipped += (int64_t)other;
        wire->at += other;
        wire->cut = 0;
    }
    wire->aligned = true;
    return WIRE_AGAIN;
}

static int step_between(const struct wire *wire, size_t a, size_t b)
{
    return abs((int16_t)word_at(wire, a) - (int16_t)word_at(wire, b));
}

/* Sum of the absolute differences between adjacent words, of `count` words from `at` on; at least 1. */
static long sum_of_steps(const struct wire *wire, size_t at, size_t count)
{
    long sum = 1;
    for (size_t i = 1; i < count; i++)
        sum += step_between(wire, at + 2 * i - 2, at + 2 * i);
    return sum;
}

/*
 * How many words before the invalid one at `bad` come after the missing byte; the `count` words from bad + 1 on are
 * valid. The most likely number makes the signal smoothest, the likelihood of a step being exp(-step / mean step). The
 * skipped byte is half a word: if it cannot be a high byte, as 15 of 16 low bytes of 12 bits cannot, the position is
 * less likely by ln 17, about 3 mean steps.
 */
static size_t words_after_loss(const struct wire *wire, size_t bad, size_t count)
{
    size_t best = 0;
    long mean = sum_of_steps(wire, bad + 1, count) / (long)count + 1, change = 0, least = 0;
    for (size_t i = 1; i <= BACK && bad >= wire->at + 2 * i + 2 && is_valid(wire, bad - 2 * i + 1); i++) {
        size_t old = bad - 2 * i; /* removed; the word one byte later is inserted */
        uint16_t high = (uint16_t)(wire->bytes[old] << 8);
        long unlikely = (uint16_t)(high - wire->low) <= wire->span ? 0 : 3 * mean;
        change += step_between(wire, old - 2, old + 1) + step_between(wire, old + 1, old + 3);
        change -= step_between(wire, old - 2, old) + step_between(wire, old, old + 3);
        if (change + unlikely < least) {
            least = change + unlikely;
            best = i;
        }
    }
    return best;
}

/* Outputs the samples before the invalid word at `bad` and skips the bytes that belong to no word. */
static enum wire_step realign(struct wire *wire, size_t bad)
{
    size_t one = valid_run(wire, bad + 1), two = valid_run(wire, bad + 2);
    size_t skip = one > 0 && one >= two ? 1 : 2;
    size_t after = skip == 1 ? words_after_loss(wire, bad, one) : 0;
    size_t count = (bad - wire->at) / 2 - after;
    if (count > 0)
        give_words(wire, count);
    skip_bytes(wire, skip);
    return count > 0 ? WIRE_GIVEN : WIRE_AGAIN;
}

static enum wire_step step_narrow(struct wire *wire)
{
    size_t words = wire_count(wire) / 2, keep = wire_final(wire) ? 0 : BACK + 1;
    size_t valid = valid_words(wire, wire->at, words);
    size_t bad = wire->at + 2 * valid;
    if (valid < words && (wire->limit - bad >= LOOKAHEAD || wire_final(wire)))
        return realign(wire, bad);
    size_t ready = wire_whole_rows(wire, valid > keep ? valid - keep : 0);
    return ready > 0 ? give_words(wire, ready) : WIRE_MORE;
}

static enum wire_step bare_step(struct wire *wire)
{
    if (wire->narrow && !wire->aligned)
        return align(wire);
    if (wire->cut > 0) {
        size_t count = wire_count(wire) < wire->cut ? wire_count(wire) : wire->cut;
        wire->cut -= count;
        wire->at += count;
        return count > 0 ? WIRE_AGAIN : WIRE_MORE;
    }
    if (wire->narrow)
        return step_narrow(wire);
    size_t ready = wire_whole_rows(wire, wire_count(wire) / wire->numbers.format->bytes);
    return ready > 0 ? give_words(wire, ready) : WIRE_MORE;
}

/* With P bytes of a sample received and L bytes missing, ceil((P + L) / width) samples are lost. */
static void bare_gap(struct wire *wire, const struct wire_gap *gap)
{
    int64_t width = (int64_t)wire->numbers.format->bytes;
    int64_t there = (int64_t)wire_count(wire), counted = 0;
    if (wire->cut > 0) { /* one sample is already cut, and counted */
        there = width - (int64_t)wire->cut;
        counted = 1;
    }
    int64_t touched = (there + gap->bytes + width - 1) / width;
    wire_note(wire, touched - counted, gap->cause, gap->estimated);
    wire->cut = (size_t)(touched * width - there - gap->bytes);
    wire->aligned = false;
    wire->run = 0;
}

const struct wire_decoder wire_bare = {bare_step, bare_gap, NULL, MOST_CHANNELS * 8 + 2 * BACK + LOOKAHEAD + 2};
