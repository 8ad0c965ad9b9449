/* SPDX-License-Identifier: GPL-2.0-or-later */
/* First bytes of sound are recognised; zeros, text and noise are not. */
#include "stream/sndfile_magic.h"
#include "check.h"

#include <string.h>

static const struct {
    const char *bytes;
    size_t size;
    bool sound;
} cases[] = {
    {"RIFF\0\0\0\0WAVE", 12, true},
    {"RF64\xff\xff\xff\xffWAVE", 12, true},
    {"RIFF\0\0\0\0AVI ", 12, false},
    {"RIFF\0\0\0\0WAV", 11, false},
    {"fLaC\0\0\0\x22", 8, true},
    {"OggS", 4, true},
    {"\xff\xfb\x90\x64", 4, true},
    {"\xff\xd8\xff\xe0", 4, false}, /* JPEG */
    {"\x64\xa3\x01\0", 4, true},
    {"\x64\xa4\x01\0", 4, false},
    {"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16, false},
    {"time,value\n1,2\n", 15, false},
    {"", 0, false},
};

static void sound_is_recognised(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(sndfile_magic(cases[i].bytes, cases[i].size), cases[i].sound);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(sound_is_recognised)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
