/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers one behind another. Those of fewer bits than their 16 tell when a byte is missing: from there on the high
 * byte of every word is really a low one, and mostly too great.
 *
 * Where a word is too great, the grid that goes on is the one with the longer row of good words behind it. Where the
 * byte went missing is seen late when low bytes happen to be small: of all places at which both grids are good, the
 * likeliest is taken (words_behind). With 12 bits at 666.7 kHz and one byte of 2000 dropped at random, all losses were
 * found and one sample each counted; so many samples a loss were wrong, looking back over 0, 8, 32 and 64 words:
 *
 *     sine of 20 kHz 0.06 0.03 0.03 0.03    sine of 50 Hz with noise 0.80 0.53 0.06 0.003    white noise 0.07 0.09 0.09 0.09
 *     sine of 1 kHz 0.07 0.001 0.001 0.001  silence of 3 steps rms 0.94 0.01 0.004 0.004
 *
 * Two bytes missing within one word, or of two neighbours, are one whole sample nobody can know of; nor can a loss be
 * seen while all low bytes are small (a silence within 0x800 .. 0x80F).
 */
#include "capture/wire_parts.h"

#include <stdlib.h>
#include <string.h>

enum {
    SURE = 8,   /* good words that make a grid believed */
    BACK = 32,  /* words that may turn out to lie behind the break */
    BLOCK = 256 /* words checked at a time */
};
enum { BEYOND = 2 * SURE + 2 /* bytes from a bad word on that must be there to tell */ };

static uint16_t word_at(const struct wire *wire, size_t at)
{
    uint16_t word;
    memcpy(&word, wire->bytes + at, sizeof word);
    return wire->swapped ? __builtin_bswap16(word) : word;
}

static bool is_good(const struct wire *wire, size_t at)
{
    return (uint16_t)(word_at(wire, at) - wire->low) <= wire->span;
}

static bool all_good(const unsigned char *from, size_t count, bool swapped, uint16_t low, uint16_t span)
{
    unsigned bad = 0;
    for (size_t i = 0; i < count; i++) {
        uint16_t word;
        memcpy(&word, from + 2 * i, sizeof word);
        word = swapped ? __builtin_bswap16(word) : word;
        bad |= (uint16_t)(word - low) > span;
    }
    return bad == 0;
}

/* How many words from `at` on are good, of `most`. */
static size_t good_words(const struct wire *wire, size_t at, size_t most)
{
    size_t good = 0;
    while (most - good >= BLOCK && all_good(wire->bytes + at + 2 * good, BLOCK, wire->swapped, wire->low, wire->span))
        good += BLOCK;
    while (good < most && is_good(wire, at + 2 * good))
        good++;
    return good;
}

/* The same, of as many as make it sure. */
static size_t row_of_good(const struct wire *wire, size_t at)
{
    size_t words = at < wire->limit ? (wire->limit - at) / 2 : 0;
    return good_words(wire, at, words < SURE ? words : SURE);
}

static enum wire_step give_words(struct wire *wire, size_t count)
{
    const struct sample_format *format = wire->numbers.format;
    size_t clipped = numbers_decode(&wire->numbers, wire->samples, wire->bytes + wire->at, count);
    wire->at += count * format->bytes;
    wire->run = 0;
    return wire_give(wire, count, clipped);
}

/*
 * `count` bytes belong to no word: count / 2 words came whole but wrong, and of one more, if that is odd, half is
 * missing. (A byte too many instead of one too few looks the same.)
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

/* At the start, or behind a gap, the cut sample's rest of which is `cut` bytes: which of the two grids? */
static enum wire_step align(struct wire *wire)
{
    size_t other = 1 - wire->cut;
    if (wire_count(wire) < BEYOND && !wire_final(wire))
        return WIRE_MORE;
    if (wire_count(wire) > 1 && row_of_good(wire, wire->at + other) > row_of_good(wire, wire->at + wire->cut)) {
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

/* What all steps between `count` words from `at` on come to, 1 at least. */
static long steps(const struct wire *wire, size_t at, size_t count)
{
    long sum = 1;
    for (size_t i = 1; i < count; i++)
        sum += step_between(wire, at + 2 * i - 2, at + 2 * i);
    return sum;
}

/*
 * The word at `bad` is too great, the `count` from bad + 1 on are good. How many words before `bad` lie behind the
 * break already? As many as make the signal the smoothest, a step being as likely as exp(-step / mean step). The byte
 * that is skipped is half a word: if it can be no high byte, and 15 of 16 low ones of 12 bits cannot, the place is
 * ln 17, say 3, steps less likely.
 */
static size_t words_behind(const struct wire *wire, size_t bad, size_t count)
{
    size_t best = 0;
    long mean = steps(wire, bad + 1, count) / (long)count + 1, change = 0, least = 0;
    for (size_t i = 1; i <= BACK && bad >= wire->at + 2 * i + 2 && is_good(wire, bad - 2 * i + 1); i++) {
        size_t old = bad - 2 * i; /* is struck out, and the word a byte later comes in */
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

/* The word at `bad` is no good: gives what comes before it and skips what belongs to no word. */
static enum wire_step mend(struct wire *wire, size_t bad)
{
    size_t one = row_of_good(wire, bad + 1), two = row_of_good(wire, bad + 2);
    size_t skip = one > 0 && one >= two ? 1 : 2;
    size_t behind = skip == 1 ? words_behind(wire, bad, one) : 0;
    size_t count = (bad - wire->at) / 2 - behind;
    if (count > 0)
        give_words(wire, count);
    skip_bytes(wire, skip);
    return count > 0 ? WIRE_GIVEN : WIRE_AGAIN;
}

static enum wire_step step_narrow(struct wire *wire)
{
    size_t words = wire_count(wire) / 2, keep = wire_final(wire) ? 0 : BACK + 1;
    size_t good = good_words(wire, wire->at, words);
    size_t bad = wire->at + 2 * good;
    if (good < words && (wire->limit - bad >= BEYOND || wire_final(wire)))
        return mend(wire, bad);
    size_t ready = wire_whole_rows(wire, good > keep ? good - keep : 0);
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

/* With P bytes of a sample there and L missing, the samples touched are ceil((P + L) / width). */
static void bare_gap(struct wire *wire, const struct wire_gap *gap)
{
    int64_t width = (int64_t)wire->numbers.format->bytes;
    int64_t there = (int64_t)wire_count(wire), counted = 0;
    if (wire->cut > 0) { /* one is cut already */
        there = width - (int64_t)wire->cut;
        counted = 1;
    }
    int64_t touched = (there + gap->bytes + width - 1) / width;
    wire_note(wire, touched - counted, gap->cause, gap->guessed);
    wire->cut = (size_t)(touched * width - there - gap->bytes);
    wire->aligned = false;
    wire->run = 0;
}

const struct wire_decoder wire_bare = {bare_step, bare_gap, NULL, MOST_CHANNELS * 8 + 2 * BACK + BEYOND + 2};
