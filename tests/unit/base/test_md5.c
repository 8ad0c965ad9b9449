/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sums of the suite in RFC 1321, appendix A.5, whatever the sizes of the parts. */
#include "base/md5.h"
#include "check.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *text, *sum;
} cases[] = {
    {"", "d41d8cd98f00b204e9800998ecf8427e"},
    {"a", "0cc175b9c0f1b6a831c399e269772661"},
    {"abc", "900150983cd24fb0d6963f7d28e17f72"},
    {"message digest", "f96b697d7cb7938d525a2f31aaf161d0"},
    {"abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"},
    {"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "d174ab98d277d9f5a5611c2c9f419d9f"},
    {"12345678901234567890123456789012345678901234567890123456789012345678901234567890",
     "57edf4a22be3c955ac49da2e2107b67a"},
};

static void sums_are_those_of_the_standard(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t part = 1; part <= 80; part++) {
            struct md5 md5;
            unsigned char sum[MD5_BYTES];
            char text[2 * MD5_BYTES + 1];
            size_t length = strlen(cases[i].text);
            md5_begin(&md5);
            for (size_t at = 0; at < length; at += part)
                md5_add(&md5, cases[i].text + at, length - at < part ? length - at : part);
            md5_end(&md5, sum);
            for (size_t k = 0; k < MD5_BYTES; k++)
                snprintf(text + 2 * k, 3, "%02x", sum[k]);
            assert_string_equal(text, cases[i].sum);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(sums_are_those_of_the_standard)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
