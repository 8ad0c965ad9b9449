/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packets: the Due's of 525 bytes, and the framed ones with an index and a CRC. */
#include "wire_run.h"

enum { PACKET = 525, WORDS = 256, MOST_PACKETS = 1000 };

static unsigned char stream[MOST_PACKETS * 1200];
static uint16_t words[MOST_PACKETS][WORDS];
static const struct wire_setting due_packet = {.protocol = "due-packet", .scale = WIRE_RAW};

/* Packet i has the pressures i and -i, and the tone i % 256. */
static size_t put_due(unsigned char *to, size_t i, uint32_t *seed)
{
    float pressure[2] = {(float)i, -(float)i};
    memcpy(to, "\xD2\x02\x96\x49", 4);
    memcpy(to + 4, pressure, 8);
    to[12] = (unsigned char)i;
    for (size_t j = 0; j < WORDS; j++) {
        words[i][j] = random_next(seed) % 4096;
        to[13 + 2 * j] = (unsigned char)words[i][j];
        to[14 + 2 * j] = (unsigned char)(words[i][j] >> 8);
    }
    return PACKET;
}

static size_t put_dues(size_t count, uint32_t seed)
{
    for (size_t i = 0; i < count; i++)
        put_due(stream + i * PACKET, i, &seed);
    return count * PACKET;
}

/* Each packet output is the one its pressure names, with its own samples, in order. */
static void check_packets(const struct run *run, const size_t *sent, size_t count)
{
    assert_int_equal(run->packets, count);
    assert_int_equal(run->count, count * WORDS);
    for (size_t i = 0; i < count; i++) {
        assert_true(run->aux[i].pressure[0] == (float)sent[i] && run->aux[i].pressure[1] == -(float)sent[i]);
        assert_int_equal(run->aux[i].tone, sent[i] % 256);
        for (size_t j = 0; j < WORDS; j++)
            assert_true(run->samples[i * WORDS + j] == words[sent[i]][j]);
    }
}

static size_t without(size_t *sent, size_t count, const size_t *bad, size_t bads)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        bool is_bad = false;
        for (size_t j = 0; j < bads; j++)
            is_bad |= bad[j] == i;
        if (!is_bad)
            sent[kept++] = i;
    }
    return kept;
}

static void three_bad_packets_of_a_thousand_are_three(void **state)
{
    (void)state;
    static const size_t bad[] = {100, 500, 900};
    static const size_t offset[] = {0, 2, 13 + 511}; /* two in the mark; the high byte of the last word */
    size_t sent[MOST_PACKETS], count = put_dues(MOST_PACKETS, 1);
    struct wire_setting s = settled(due_packet);
    for (size_t i = 0; i < 3; i++)
        stream[bad[i] * PACKET + offset[i]] ^= 0xF0;
    struct run *run = run_all(&s, stream, count, NULL, 0);
    check_packets(run, sent, without(sent, MOST_PACKETS, bad, 3));
    assert_int_equal(run->tally.damaged, 3);
    assert_int_equal(run->tally.lost, 3 * WORDS);
    assert_int_equal(run->tally.resyncs, 2); /* none for the third, whose length is right */
    assert_int_equal(run->tally.skipped, 2 * PACKET);
    run_free(run);
}

/* An excess or a missing byte, anywhere in a packet or between two. */
static void a_packet_of_another_length_is_one(void **state)
{
    (void)state;
    struct wire_setting s = settled(due_packet);
    for (size_t offset = 0; offset < PACKET; offset++)
        for (int extra = -2; extra <= 2; extra++) {
            static const size_t bad[] = {3};
            size_t sent[8], count = put_dues(8, (uint32_t)offset + 1), at = 3 * PACKET + offset;
            if (extra == 0 || (extra > 0 && offset == 0) || (extra == -2 && offset == PACKET - 1))
                continue; /* before the mark, a stray byte is part of the packet before; two missing ones, of two packets */
            size_t from = extra < 0 ? at - (size_t)extra : at, to = extra < 0 ? at : at + (size_t)extra;
            memmove(stream + to, stream + from, count - from);
            if (extra > 0)
                memset(stream + at, 0xEE, (size_t)extra); /* too large for a high byte */
            count = extra < 0 ? count - (size_t)-extra : count + (size_t)extra;
            struct run *run = run_wire(&s, stream, count, 700, NULL, 0);
            check_packets(run, sent, without(sent, 8, bad, 1));
            assert_int_equal(run->tally.damaged, 1);
            assert_int_equal(run->tally.lost, WORDS);
            assert_int_equal(run->event[0].at, 3 * WORDS);
            assert_int_equal(run->tally.resyncs, 1);
            assert_int_equal(run->tally.skipped, PACKET + extra);
            run_free(run);
        }
}

/* Half a packet at the start is no loss, at the end it is left over; a gap costs the packets it hit, rounded. */
static void packets_have_starts_gaps_and_ends(void **state)
{
    (void)state;
    struct wire_setting s = settled(due_packet);
    static const size_t bad[] = {0, 4, 5, 6, 7, 11};
    size_t sent[12], count = put_dues(12, 3) - 100;
    memmove(stream + 4 * PACKET + 300, stream + 7 * PACKET + 50, count - 7 * PACKET - 50);
    count -= 3 * PACKET - 250;
    struct gap gap = {4 * PACKET + 200, 3 * PACKET - 250, false};
    struct run *run = run_all(&s, stream + 100, count - 100, &gap, 1);
    check_packets(run, sent, without(sent, 12, bad, 6));
    assert_int_equal(run->events, 1);
    assert_int_equal(run->event[0].lost, 4 * WORDS);
    assert_string_equal(run->event[0].cause, "a gap");
    assert_int_equal(run->tally.damaged, 0);
    assert_int_equal(run->tally.left, PACKET - 100);
    run_free(run);
}

/* A pressure with the bytes of the mark does not mislead the search. */
static void a_mark_among_the_pressures_is_none(void **state)
{
    (void)state;
    struct wire_setting s = settled(due_packet);
    size_t count = put_dues(8, 4);
    for (size_t i = 0; i < 8; i++)
        memcpy(stream + i * PACKET + 4, "\xD2\x02\x96\x49", 4);
    struct run *run = run_all(&s, stream + 2, count - 2, NULL, 0);
    assert_int_equal(run->packets, 7);
    assert_int_equal(run->tally.damaged + run->tally.lost, 0);
    assert_int_equal(run->samples[0], words[1][0]);
    run_free(run);
}

/* Bit by bit by its definition: polynomial x^16 + x^12 + x^5 + 1, initial value all ones. */
static uint16_t crc_of(const unsigned char *from, size_t count)
{
    unsigned crc = 0xFFFF;
    for (size_t i = 0; i < 8 * count; i++) {
        unsigned bit = from[i / 8] >> (7 - i % 8) & 1;
        crc = ((crc >> 15 ^ bit) & 1) != 0 ? (crc << 1 ^ 0x1021) & 0xFFFF : crc << 1 & 0xFFFF;
    }
    return (uint16_t)crc;
}

struct shape {
    int channels, form;
    unsigned rows;
    uint32_t index;
};

/* Numbers that count rows from the index on. */
static size_t put_framed(unsigned char *to, struct shape shape)
{
    size_t size = shape.form == 0x20 ? 4 : (shape.form & 0x7f) <= 8 ? 1 : 2, at = 10;
    unsigned char head[10] = {0xA5, 0x5A, (unsigned char)shape.channels, (unsigned char)shape.form};
    for (unsigned i = 0; i < 2; i++)
        head[4 + i] = (unsigned char)(shape.rows >> 8 * i);
    for (unsigned i = 0; i < 4; i++)
        head[6 + i] = (unsigned char)(shape.index >> 8 * i);
    memcpy(to, head, 10);
    for (uint32_t i = 0; i < shape.rows * (uint32_t)shape.channels; i++, at += size) {
        uint32_t number = (shape.index * (uint32_t)shape.channels + i) % 200;
        float real = (float)number;
        memcpy(to + at, &number, size);
        if (size == 4)
            memcpy(to + at, &real, 4);
    }
    uint16_t crc = crc_of(to + 2, at - 2);
    to[at] = (unsigned char)crc;
    to[at + 1] = (unsigned char)(crc >> 8);
    return at + 2;
}

static void the_crc_is_the_known_one(void **state)
{
    (void)state;
    assert_int_equal(crc_of((const unsigned char *)"123456789", 9), 0x29B1); /* the check value in catalogues of CRCs */
}

static struct run *run_framed(struct wire_setting setting, size_t count)
{
    setting.protocol = "framed";
    struct wire_setting s = settled(setting);
    return run_all(&s, stream, count, NULL, 0);
}

static const struct {
    int channels, form;
    double scale; /* of a unit sample */
} shapes[] = {{1, 8, 128}, {3, 12, 2048}, {64, 16, 32768}, {2, 0x80 + 10, 512}, {1, 0x80 + 16, 32768}, {2, 0x20, 1}};

/* Packets of different lengths; the index wraps. */
static void framed_numbers_of_all_forms_arrive(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        int channels = shapes[i].channels, form = shapes[i].form;
        uint32_t index = UINT32_MAX - 99;
        size_t count = 0, rows = 0;
        for (unsigned j = 1; j <= 20; j++, rows += j - 1)
            count += put_framed(stream + count, (struct shape){channels, form, j, index + (uint32_t)rows});
        struct run *run = run_framed((struct wire_setting){0}, count);
        assert_int_equal(run->count, rows * (size_t)channels);
        assert_int_equal(run->events, 0);
        assert_int_equal(run->tally.channels, channels);
        for (size_t j = 0; j < run->count; j++) {
            uint32_t row = index + (uint32_t)(j / (size_t)channels);
            double number = (row * (uint32_t)channels + (uint32_t)(j % (size_t)channels)) % 200;
            assert_true(run->samples[j] == (float)(number / shapes[i].scale - (form <= 16)));
        }
        run_free(run);
    }
}

static void framed_losses_are_known_from_the_index(void **state)
{
    (void)state;
    size_t count = 0, bad[3] = {0};
    for (uint32_t i = 0; i < MOST_PACKETS; i++) {
        if (i == 200 || i == 201) /* never sent: the board was too slow */
            continue;
        if (i % 300 == 50 && i < 900)
            bad[i / 300] = count;
        count += put_framed(stream + count, (struct shape){2, 12, 100, 100 * i});
    }
    stream[bad[0]] ^= 1;       /* mark */
    stream[bad[1] + 4] ^= 16;  /* rows; now it seems longer */
    stream[bad[2] + 300] ^= 1; /* a number */
    struct run *run = run_framed((struct wire_setting){.channels = 2, .scale = WIRE_RAW}, count);
    assert_int_equal(run->count, (MOST_PACKETS - 5) * 200);
    assert_int_equal(run->tally.damaged, 3);
    assert_int_equal(run->tally.resyncs, 3);
    assert_int_equal(run->tally.skipped, 3 * 412);
    assert_int_equal(run->tally.lost, 5 * 200);
    assert_int_equal(run->events, 4);
    assert_int_equal(run->event[1].at, 199 * 200);
    assert_int_equal(run->event[1].lost, 400);
    assert_string_equal(run->event[1].cause, "packets were lost on the line");
    run_free(run);
}

/* Adjacent damaged packets are one gap and count each; after the last good packet, no index tells the loss. */
static void framed_packets_damaged_in_a_row_are_counted(void **state)
{
    (void)state;
    static const size_t bad[] = {3, 4, 8, 10, 11};
    size_t count = 0, start[12];
    for (uint32_t i = 0; i < 12; i++) {
        start[i] = count;
        count += put_framed(stream + count, (struct shape){2, 12, 50, 50 * i});
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        stream[start[bad[i]] + 40] ^= 1;
    for (size_t cut = 0; cut < 2; cut++) { /* with all of them; only with those that a good one follows */
        struct run *run = run_framed((struct wire_setting){.channels = 2, .scale = WIRE_RAW}, cut ? start[10] : count);
        assert_int_equal(run->count, 7 * 100);
        assert_int_equal(run->tally.damaged, cut ? 3 : 5);
        assert_int_equal(run->events, 2);
        assert_int_equal(run->event[0].at, 3 * 100);
        assert_int_equal(run->event[0].lost, 2 * 100);
        assert_int_equal(run->event[1].at, 6 * 100);
        assert_int_equal(run->event[1].lost, 100);
        for (size_t i = 0; i < 2; i++) {
            assert_string_equal(run->event[i].cause, "packets were damaged");
            assert_false(run->event[i].estimated);
        }
        run_free(run);
    }
}

/* A packet with other channels or form than the first or than requested is unusable; a jump back is a restart. */
static void framed_boards_change_and_restart(void **state)
{
    (void)state;
    static const struct shape sent[] = {{1, 8, 10, 500}, {2, 8, 10, 0},  {2, 8, 10, 10},
                                        {2, 10, 10, 20}, {1, 8, 20, 20}, {2, 8, 10, 30},
                                        {2, 8, 10, 5},   {2, 8, 10, 15}, {2, 8, 10, 25 + (1U << 28)}};
    size_t count = 0;
    for (size_t i = 0; i < sizeof sent / sizeof *sent; i++)
        count += put_framed(stream + count, sent[i]);
    struct run *run = run_framed((struct wire_setting){.channels = 2}, count);
    assert_int_equal(run->count, 6 * 20);
    assert_int_equal(run->tally.damaged, 3);
    assert_int_equal(run->tally.lost, 20);
    assert_int_equal(run->tally.resyncs, 0);
    assert_int_equal(run->events, 3);
    assert_int_equal(run->event[0].lost, 20);
    assert_string_equal(run->event[1].cause, "the board restarted");
    assert_int_equal(run->event[1].at, 60);
    assert_int_equal(run->event[2].lost, 0);
    run_free(run);
}

/* Good packets after a head with too many rows, at the end and before a gap. */
static void framed_packets_behind_a_false_head_are_found(void **state)
{
    (void)state;
    static const unsigned char head[] = {0xA5, 0x5A, 8, 16, 200, 0, 0, 0, 0, 0};
    size_t count = put_framed(stream, (struct shape){1, 8, 10, 0});
    memcpy(stream + count, head, sizeof head);
    count += sizeof head;
    size_t middle = count += put_framed(stream + count, (struct shape){1, 8, 10, 15});
    stream[count++] = 0xA5; /* a partial one */
    struct gap gap = {count, 1000, true};
    memcpy(stream + count, head, sizeof head);
    count += sizeof head;
    count += put_framed(stream + count, (struct shape){1, 8, 10, 1000});
    struct wire_setting s = settled((struct wire_setting){.protocol = "framed"});
    struct run *run = run_all(&s, stream, count, &gap, 1);
    assert_true(gap.at == middle + 1);
    assert_int_equal(run->count, 30);
    assert_int_equal(run->event[0].lost, 5);
    assert_int_equal(run->event[1].lost, 975);
    assert_string_equal(run->event[1].cause, "a gap");
    assert_false(run->event[1].estimated);
    assert_int_equal(run->tally.damaged, 1);
    run_free(run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_bad_packets_of_a_thousand_are_three),
        cmocka_unit_test(a_packet_of_another_length_is_one),
        cmocka_unit_test(packets_have_starts_gaps_and_ends),
        cmocka_unit_test(a_mark_among_the_pressures_is_none),
        cmocka_unit_test(the_crc_is_the_known_one),
        cmocka_unit_test(framed_numbers_of_all_forms_arrive),
        cmocka_unit_test(framed_losses_are_known_from_the_index),
        cmocka_unit_test(framed_packets_damaged_in_a_row_are_counted),
        cmocka_unit_test(framed_boards_change_and_restart),
        cmocka_unit_test(framed_packets_behind_a_false_head_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
