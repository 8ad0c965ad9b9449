/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An announcement is found and checked; other bytes are data. */
#include "check.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "capture/announce.h"

#define EACH(i, of) for (size_t i = 0; (i) < sizeof(of) / sizeof *(of); (i)++)

static struct announcement said;
static size_t used;
static const char *why;

static enum announce_state find(const char *text, bool anywhere)
{
    return announce_find(&said, &used, &why, (const unsigned char *)text, strlen(text), anywhere);
}

static void all_keys_are_taken(void **state)
{
    (void)state;
    const char *line = "{\"rate\": \"2000000/3\", \"protocol\": \"bare\", \"format\": \"u16le\", \"channels\": 2, "
                       "\"bits\": 12, \"vref\": 3.3, \"source\": \"Due, A0 and A1\", \"colour\": null}\r\n";
    char data[600];
    snprintf(data, sizeof data, "%s\n{\"more",
             line); /* the bytes after it are data, even if they look like another one */
    for (int anywhere = 0; anywhere < 2; anywhere++) {
        assert_int_equal(find(data, anywhere == 1), ANNOUNCE_FOUND);
        assert_int_equal(used, strlen(line));
        assert_null(why);
        assert_true(said.rate.num == 2000000 && said.rate.den == 3);
        assert_string_equal(said.wire.protocol, "bare");
        assert_string_equal(said.wire.format, "u16le");
        assert_int_equal(said.wire.channels, 2);
        assert_int_equal(said.wire.bits, 12);
        assert_true(said.wire.vref == 3.3);
        assert_string_equal(said.source, "Due, A0 and A1");
    }
}

static void what_is_not_said_is_empty(void **state)
{
    (void)state;
    assert_int_equal(find("{ \t\"rate\":666666.667}\n", false), ANNOUNCE_FOUND);
    assert_true(said.rate.num == 666666.667 && said.rate.den == 1);
    assert_int_equal(said.wire.channels + said.wire.bits, 0);
    assert_true(said.wire.format[0] == '\0' && said.wire.protocol == NULL && said.source[0] == '\0');
}

static const struct {
    const char *line, *key;
} bad[] = {
    {"{\"rate\": 0}\n", "rate "},
    {"{\"rate\": -1}\n", "rate "},
    {"{\"rate\": \"fast\"}\n", "rate "},
    {"{\"rate\": true}\n", "rate "},
    {"{\"protocol\": \"usb\"}\n", "protocol "},
    {"{\"protocol\": 1}\n", "protocol "},
    {"{\"protocol\": \"a name that is too long\"}\n", "protocol "},
    {"{\"format\": 16}\n", "format "},
    {"{\"format\": \"u16le and so on\\u00e9\"}\n", "format "},
    {"{\"channels\": 0}\n", "channels "},
    {"{\"channels\": 65}\n", "channels "},
    {"{\"channels\": 1.0}\n", "channels "},
    {"{\"channels\": 4294967297}\n", "channels "},
    {"{\"bits\": \"12\"}\n", "bits "},
    {"{\"bits\": 33}\n", "bits "},
    {"{\"vref\": 0}\n", "vref "},
    {"{\"vref\": \"3.3\"}\n", "vref "},
    {"{\"source\": \"\\u001b[31m\"}\n", "source "},
    {"{\"source\": [1]}\n", "source "},
    {"{\"other\": {\"rate\": 1}}\n", "other "},
};

static void wrong_values_are_told_with_their_key(void **state)
{
    (void)state;
    EACH (i, bad)
        for (int anywhere = 0; anywhere < 2; anywhere++) {
            assert_int_equal(find(bad[i].line, anywhere == 1), ANNOUNCE_BAD);
            assert_non_null(why);
            assert_memory_equal(why, bad[i].key, strlen(bad[i].key));
            assert_int_equal(used, 0);
        }
}

static const struct {
    const char *text;
    enum announce_state first, anywhere;
} states[] = {
    {"", ANNOUNCE_MORE, ANNOUNCE_MORE},
    {"{", ANNOUNCE_MORE, ANNOUNCE_MORE},
    {"{  ", ANNOUNCE_MORE, ANNOUNCE_MORE},
    {"{\"rate\": 1", ANNOUNCE_MORE, ANNOUNCE_MORE},
    {"{\"rate\": 1}", ANNOUNCE_MORE, ANNOUNCE_MORE},
    {"{x", ANNOUNCE_NONE, ANNOUNCE_MORE},
    {"12\n", ANNOUNCE_NONE, ANNOUNCE_MORE},
    {"{\"rate\": 1\n", ANNOUNCE_BAD, ANNOUNCE_MORE},
    {"{\"rate\": 1} 2\n", ANNOUNCE_BAD, ANNOUNCE_MORE},
    {"{\"rate\": 1, \"rate\": 2}\n", ANNOUNCE_BAD, ANNOUNCE_MORE},
    {"{\"\x01", ANNOUNCE_NONE, ANNOUNCE_MORE},
    {"{\"\x01\n", ANNOUNCE_NONE, ANNOUNCE_MORE},
    {"boot\r\n{no\n{\"rate\": 1}\n{}\n", ANNOUNCE_NONE, ANNOUNCE_FOUND},
    {"boot {\"rate\": 1}\n", ANNOUNCE_NONE, ANNOUNCE_MORE},
};

static void data_are_not_changed(void **state)
{
    (void)state;
    EACH (i, states) {
        if (find(states[i].text, false) != states[i].first || find(states[i].text, true) != states[i].anywhere)
            fail_msg("\"%s\"", states[i].text);
        assert_int_equal(used, states[i].anywhere == ANNOUNCE_FOUND ? strlen(states[i].text) - 3 : 0);
    }
}

/* No announcement is searched for after MOST_ANNOUNCE bytes. */
static void the_search_ends(void **state)
{
    (void)state;
    char text[MOST_ANNOUNCE + 20];
    memset(text, ' ', sizeof text);
    text[0] = '{';
    text[MOST_ANNOUNCE - 1] = '\0';
    assert_int_equal(find(text, false), ANNOUNCE_MORE);
    assert_int_equal(find(text, true), ANNOUNCE_MORE);
    strcpy(text + MOST_ANNOUNCE - 1, "\"a\":1}\n");
    assert_int_equal(find(text, false), ANNOUNCE_NONE);
    assert_int_equal(find(text, true), ANNOUNCE_NONE);
    strcpy(text + MOST_ANNOUNCE - 7, "\"a\":1}\n");
    assert_int_equal(find(text, false), ANNOUNCE_FOUND);
    assert_int_equal(used, MOST_ANNOUNCE);
    assert_int_equal(find(text, true), ANNOUNCE_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_keys_are_taken),   cmocka_unit_test(what_is_not_said_is_empty),
        cmocka_unit_test(data_are_not_changed), cmocka_unit_test(wrong_values_are_told_with_their_key),
        cmocka_unit_test(the_search_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
