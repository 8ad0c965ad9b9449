/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Several inputs in one table: each is complete or absent, in files and on pipes.
 */
#include "check.h"
#include "base/status.h"
#include "stream/writer.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct header cepstra = {.kind = "cepstrum",
                                      .rate = {100, 1},
                                      .start = 0.0125,
                                      .width = 2,
                                      .channels = 1,
                                      .axis = "index",
                                      .step = 1,
                                      .rows = -1,
                                      .source = "first.wav"};
enum { ROOM = 1 << 14, FLOOD = 100000 /* rows: more than fits into memory, a pipe, or both */ };
static const char regular[] = "inputs.out", fifo[] = "inputs.fifo";
static const char *const places[] = {regular, fifo};

/* A descriptor of the FIFO that stays open, so that opening it never blocks. */
static int reader = -1;

static void prepare(const char *place)
{
    unlink(regular);
    if (reader < 0 && place == fifo) {
        unlink(fifo);
        assert_int_equal(mkfifo(fifo, 0600), 0);
        reader = open(fifo, O_RDWR | O_NONBLOCK);
    }
}

static size_t collect(const char *place, char text[ROOM])
{
    int fd = place == fifo ? reader : open(place, O_RDONLY);
    assert_true(fd >= 0);
    ssize_t got = read(fd, text, ROOM - 1);
    if (fd != reader)
        close(fd);
    text[got > 0 ? got : 0] = '\0';
    return got > 0 ? (size_t)got : 0;
}

static void create(struct writer *writer, const char *place, const char *format, struct writer_table table)
{
    prepare(place);
    const char *why = writer_create(writer, place, format, &cepstra, NULL, &table);
    if (why != NULL)
        fail_msg("%s", why);
}

static void next(struct writer *writer, const char *source, long channels, double start)
{
    struct header header = cepstra;
    header.channels = channels;
    header.start = start;
    const char *why = writer_next(writer, &header, source);
    if (why != NULL)
        fail_msg("%s", why);
}

static void rows(struct writer *writer, size_t count)
{
    static const float numbers[8] = {1, 0.1f, -2.5f, NAN, 3, 1e-8f, 7, 8};
    writer_rows(writer, numbers, count);
}

static void flood(struct writer *writer)
{
    for (int i = 0; i < FLOOD; i++)
        rows(writer, 2);
}

/* Writes four inputs: the second fails after many rows, the last after a few. */
static void four_inputs(struct writer *writer)
{
    rows(writer, 2);
    next(writer, "b.wav", 1, 0);
    flood(writer);
    writer_drop(writer);
    next(writer, "d/c d, \"e\".wav", 2, 5);
    rows(writer, 1);
    next(writer, "f.wav", 1, 0);
    rows(writer, 2);
    writer_drop(writer);
    assert_null(writer_close(writer, NULL));
}

static const struct {
    const char *format;
    struct writer_table table;
    const char *text;
} tables[] = {
    {"csv",
     {.source = "a.wav", .several = true},
     "file,time,channel,c0,c1\na.wav,0.012500,1,1,0.100000001\na.wav,0.022500,1,-2.5,NaN\n"
     "\"d/c d, \"\"e\"\".wav\",5.000000,1,1,0.100000001\n\"d/c d, \"\"e\"\".wav\",5.000000,2,-2.5,NaN\n"},
    {"tsv",
     {.source = "a\tb.wav", .several = true, .precision = 3},
     "file\ttime\tchannel\tc0\tc1\n\"a\tb.wav\"\t0.012500\t1\t1\t0.1\n\"a\tb.wav\"\t0.022500\t1\t-2.5\tNaN\n"
     "\"d/c d, \"\"e\"\".wav\"\t5.000000\t1\t1\t0.1\n\"d/c d, \"\"e\"\".wav\"\t5.000000\t2\t-2.5\tNaN\n"},
    {"csv",
     {.source = "a.wav", .several = true, .long_form = true, .names = (const char *const[]){"x,y", "z"}},
     "file,time,channel,name,value\na.wav,0.012500,1,\"x,y\",1\na.wav,0.012500,1,z,0.100000001\n"
     "a.wav,0.022500,1,\"x,y\",-2.5\na.wav,0.022500,1,z,NaN\n"
     "\"d/c d, \"\"e\"\".wav\",5.000000,1,\"x,y\",1\n\"d/c d, \"\"e\"\".wav\",5.000000,1,z,0.100000001\n"
     "\"d/c d, \"\"e\"\".wav\",5.000000,2,\"x,y\",-2.5\n\"d/c d, \"\"e\"\".wav\",5.000000,2,z,NaN\n"},
    {"arff",
     {.source = "it's.wav", .several = true, .names = (const char *const[]){"m 1", "m2"}},
     "@relation cepstrum\n\n@attribute file string\n@attribute time numeric\n@attribute channel numeric\n"
     "@attribute 'm 1' numeric\n@attribute m2 numeric\n\n@data\n"
     "'it\\'s.wav',0.012500,1,1,0.100000001\n'it\\'s.wav',0.022500,1,-2.5,?\n"
     "'d/c d, \\\"e\\\".wav',5.000000,1,1,0.100000001\n'd/c d, \\\"e\\\".wav',5.000000,2,-2.5,?\n"},
    {"arkt",
     {.source = "/tmp/a.b.wav", .several = true, .precision = 5},
     "a.b  [\n  1 0.1 \n  -2.5 nan ]\nc_d,_\"e\"-1  [\n  1 0.1 ]\nc_d,_\"e\"-2  [\n  -2.5 nan ]\n"},
};

static void damaged_inputs_leave_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        for (size_t k = 0; k < sizeof places / sizeof *places; k++) {
            struct writer writer;
            char text[ROOM];
            create(&writer, places[k], tables[i].format, tables[i].table);
            four_inputs(&writer);
            collect(places[k], text);
            assert_string_equal(text, tables[i].text);
        }
}

static void a_binary_archive_holds_the_good_inputs(void **state)
{
    (void)state;
    static const char want[] = "a \0BFM \4\2\0\0\0\4\2\0\0\0";
    for (size_t k = 0; k < sizeof places / sizeof *places; k++) {
        struct writer writer;
        char text[ROOM];
        create(&writer, places[k], "ark", (struct writer_table){.source = "a.wav", .several = true});
        four_inputs(&writer);
        size_t size = collect(places[k], text), head = sizeof want - 1, key = strlen("c_d,_\"e\"-1");
        assert_int_equal(size, head + 16 + 2 * (key + head - 1 + 8));
        assert_memory_equal(text, want, head);
        assert_memory_equal(text + head + 16, "c_d,_\"e\"-1 \0BFM \4\1\0\0\0\4\2\0\0\0", key + head - 1);
    }
}

static void keys_of_an_archive_differ(void **state)
{
    (void)state;
    struct writer writer;
    struct header pair = cepstra;
    char text[ROOM];
    pair.channels = 2;
    create(&writer, regular, "arkt", (struct writer_table){.source = "a/x-2.wav", .several = true});
    writer_drop(&writer); /* a dropped input has no key */
    next(&writer, "b/x-2.wav", 1, 0);
    rows(&writer, 1);
    assert_non_null(strstr(writer_next(&writer, &cepstra, "c/x-2.flac"), "has the key x-2 already"));
    assert_non_null(strstr(writer_next(&writer, &pair, "c/x"), "has the key x-2 already"));
    assert_null(writer.failure);
    next(&writer, "c/.y", 1, 0);
    next(&writer, "", 1, 0);
    assert_null(writer_close(&writer, NULL));
    collect(regular, text);
    assert_string_equal(text, "x-2  [\n  1 0.100000001 ]\n.y  [ ]\nstdin  [ ]\n");
}

static void a_single_input_is_enough(void **state)
{
    (void)state;
    struct writer writer;
    char text[ROOM];
    create(&writer, regular, "csv", (struct writer_table){.source = "a.wav", .several = true});
    writer_drop(&writer);
    writer_drop(&writer); /* the second call does nothing */
    assert_null(writer_close(&writer, NULL));
    collect(regular, text);
    assert_string_equal(text, "file,time,channel,c0,c1\n");
    create(&writer, regular, "arkt", (struct writer_table){.source = "a.wav", .several = true});
    assert_null(writer_close(&writer, NULL));
    collect(regular, text);
    assert_string_equal(text, "a  [ ]\n"); /* an empty matrix */
}

static void formats_of_one_input_refuse_several(void **state)
{
    (void)state;
    static const char *const single[] = {"stream", "raw", "npy", "htk", "wav", "flac16"};
    const struct writer_table table = {.several = true};
    struct writer writer;
    for (size_t i = 0; i < sizeof single / sizeof *single; i++) {
        const char *why = writer_create(&writer, regular, single[i], &cepstra, NULL, &table);
        assert_non_null(strstr(why, "holds the rows of one input; use -O DIR"));
        assert_int_equal(writer.status, EXIT_USAGE_ERROR);
    }
    create(&writer, regular, "csv", (struct writer_table){.source = "a"});
    assert_non_null(strstr(writer_next(&writer, &cepstra, "b"), "one input"));
    assert_int_equal(writer.status, EXIT_USAGE_ERROR);
    assert_non_null(writer_close(&writer, NULL));
    assert_int_not_equal(access(regular, F_OK), 0);
}

static void another_width_is_refused_and_others_may_follow(void **state)
{
    (void)state;
    struct writer writer;
    char text[ROOM];
    struct header wide = cepstra;
    wide.width = 3;
    for (size_t k = 0; k < sizeof places / sizeof *places; k++) {
        create(&writer, places[k], "csv", (struct writer_table){.source = "a", .several = true});
        rows(&writer, 1);
        assert_non_null(strstr(writer_next(&writer, &wide, "b"), "cepstrum rows of 3 numbers"));
        assert_null(writer.failure);
        next(&writer, "c", 1, 0);
        rows(&writer, 1);
        assert_null(writer_close(&writer, NULL));
        collect(places[k], text);
        assert_string_equal(text, "file,time,channel,c0,c1\na,0.012500,1,1,0.100000001\nc,0.000000,1,1,0.100000001\n");
    }
}

static void infinite_numbers_fail_one_input(void **state)
{
    (void)state;
    static const char *const formats[] = {"csv", "tsv", "arff", "arkt"};
    static const float bad[2] = {1, -INFINITY};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        for (size_t k = 0; k < sizeof places / sizeof *places; k++) {
            struct writer writer;
            char text[ROOM];
            create(&writer, places[k], formats[i],
                   (struct writer_table){.source = "a", .several = true, .names = (const char *const[]){"x", "y"}});
            rows(&writer, 2);
            next(&writer, "b", 1, 0);
            rows(&writer, 1);
            writer_rows(&writer, bad, 1);
            assert_string_equal(writer.failure, "row 1, column y is not a finite number");
            assert_int_equal(writer.status, EXIT_BAD_DATA);
            writer_drop(&writer);
            next(&writer, "c", 1, 0);
            rows(&writer, 1);
            assert_null(writer_close(&writer, NULL));
            collect(places[k], text);
            assert_null(strstr(text, "b,"));
            assert_non_null(strstr(text, "c"));
        }
}

static void announced_rows_are_required(void **state)
{
    (void)state;
    struct writer writer;
    struct header two = cepstra;
    two.rows = 2;
    create(&writer, regular, "csv", (struct writer_table){.source = "a", .several = true});
    rows(&writer, 1);
    assert_null(writer_next(&writer, &two, "b"));
    rows(&writer, 1);
    assert_non_null(strstr(writer_next(&writer, &cepstra, "c"), "1 rows were written where 2 were announced"));
    assert_int_equal(writer.status, EXIT_INTERNAL);
    assert_non_null(writer_close(&writer, NULL));
    assert_int_not_equal(access(regular, F_OK), 0);
}

static void recordings_keep_infinite_numbers(void **state)
{
    (void)state;
    static const float numbers[6] = {1, -INFINITY, INFINITY, NAN, 0, 2};
    struct writer writer;
    char text[ROOM];
    prepare(regular);
    assert_null(writer_record(&writer, regular, "csv", &cepstra));
    writer_rows(&writer, numbers, 3);
    assert_null(writer_close(&writer, NULL));
    collect(regular, text);
    assert_string_equal(text, "time,c0,c1\n0.012500,1,-Inf\n0.022500,Inf,NaN\n0.032500,0,2\n");
}

/* Periods of HTK files: a remark if they are not exact, refused if they are out of range. */
static void htk_remarks_on_or_refuses_periods(void **state)
{
    (void)state;
    static const struct {
        struct ratio rate;
        const char *why, *remark;
    } rates[] = {{{100, 1}, NULL, NULL},
                 {{44100, 512}, NULL, "the period 1/86.1328125 s becomes 116100 x 100 ns"},
                 {{44100, 441}, NULL, NULL},
                 {{3e7, 1}, "100 ns to 214.7 s apart", NULL},
                 {{1, 215}, "100 ns to 214.7 s apart", NULL},
                 {{1, 214}, NULL, NULL}};
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        struct writer writer;
        struct header header = cepstra;
        header.rate = rates[i].rate;
        const char *why = writer_create(&writer, regular, "htk", &header, NULL, NULL);
        assert_int_equal(why != NULL, rates[i].why != NULL);
        if (why != NULL) {
            assert_non_null(strstr(why, rates[i].why));
            assert_int_equal(writer.status, EXIT_USAGE_ERROR);
            continue;
        }
        assert_int_equal(writer.remark != NULL, rates[i].remark != NULL);
        if (writer.remark != NULL)
            assert_string_equal(writer.remark, rates[i].remark);
        writer_close(&writer, "no more");
    }
}

int main(void)
{
    char folder[] = "/tmp/specpipe-inputs.XXXXXX";
    if (mkdtemp(folder) == NULL || chdir(folder) != 0)
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(damaged_inputs_leave_nothing),
        cmocka_unit_test(a_binary_archive_holds_the_good_inputs),
        cmocka_unit_test(keys_of_an_archive_differ),
        cmocka_unit_test(a_single_input_is_enough),
        cmocka_unit_test(formats_of_one_input_refuse_several),
        cmocka_unit_test(another_width_is_refused_and_others_may_follow),
        cmocka_unit_test(infinite_numbers_fail_one_input),
        cmocka_unit_test(announced_rows_are_required),
        cmocka_unit_test(recordings_keep_infinite_numbers),
        cmocka_unit_test(htk_remarks_on_or_refuses_periods),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(regular);
    unlink(fifo);
    rmdir(folder);
    return failed;
}
