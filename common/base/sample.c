/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/sample.h"

#include <stdint.h>
#include <string.h>

/* Defines a decoder: loads the bytes of number i as TYPE, swaps them if big-endian, and scales. */
#define DECODER(name, TYPE, SWAP, value) \
    static void name(float *to, const unsigned char *from, size_t count) \
    { \
        for (size_t i = 0; i < count; i++) { \
            TYPE raw; \
            memcpy(&raw, from + i * sizeof raw, sizeof raw); \
            raw = SWAP(raw); \
            to[i] = (float)(value); \
        } \
    }
#define AS_IS(raw) (raw)

DECODER(decode_s8, int8_t, AS_IS, (float)raw / 128.0F)
DECODER(decode_u8, uint8_t, AS_IS, (float)raw / 128.0F - 1.0F)
DECODER(decode_s16le, int16_t, AS_IS, (float)raw / 32768.0F)
DECODER(decode_s16be, uint16_t, __builtin_bswap16, (float)(int16_t)raw / 32768.0F)
DECODER(decode_u16le, uint16_t, AS_IS, (float)raw / 32768.0F - 1.0F)
DECODER(decode_u16be, uint16_t, __builtin_bswap16, (float)raw / 32768.0F - 1.0F)
DECODER(decode_s32le, int32_t, AS_IS, (float)raw / 2147483648.0F)
DECODER(decode_s32be, uint32_t, __builtin_bswap32, (float)(int32_t)raw / 2147483648.0F)
DECODER(decode_f64le, double, AS_IS, raw)

/* The three bytes become the upper bytes of a 32-bit word, which extends their sign without a branch. */
#define DECODER_24(name, low, middle, high) \
    static void name(float *to, const unsigned char *from, size_t count) \
    { \
        for (size_t i = 0; i < count; i++, from += 3) \
            to[i] = (float)(int32_t)((uint32_t)from[low] << 8 | (uint32_t)from[middle] << 16 | \
                                     (uint32_t)from[high] << 24) / \
                    2147483648.0F; \
    }
DECODER_24(decode_s24le, 0, 1, 2)
DECODER_24(decode_s24be, 2, 1, 0)

static void decode_f32le(float *to, const unsigned char *from, size_t count)
{
    memcpy(to, from, count * sizeof *to);
}

static void decode_f32be(float *to, const unsigned char *from, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t raw;
        memcpy(&raw, from + i * sizeof raw, sizeof raw);
        raw = __builtin_bswap32(raw);
        memcpy(&to[i], &raw, sizeof raw);
    }
}

static void decode_f64be(float *to, const unsigned char *from, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t raw;
        double value;
        memcpy(&raw, from + i * sizeof raw, sizeof raw);
        raw = __builtin_bswap64(raw);
        memcpy(&value, &raw, sizeof raw);
        to[i] = (float)value;
    }
}

static const struct sample_format formats[] = {
    {"f32le", 4, true, false, decode_f32le},  {"f64le", 8, true, false, decode_f64le},
    {"s16le", 2, false, false, decode_s16le}, {"u16le", 2, false, true, decode_u16le},
    {"s8", 1, false, false, decode_s8},       {"u8", 1, false, true, decode_u8},
    {"s24le", 3, false, false, decode_s24le}, {"s32le", 4, false, false, decode_s32le},
    {"f32be", 4, true, false, decode_f32be},  {"f64be", 8, true, false, decode_f64be},
    {"s16be", 2, false, false, decode_s16be}, {"u16be", 2, false, true, decode_u16be},
    {"s24be", 3, false, false, decode_s24be}, {"s32be", 4, false, false, decode_s32be},
};

const char *sample_format_name(size_t i)
{
    return i < sizeof formats / sizeof *formats ? formats[i].name : NULL;
}

const struct sample_format *sample_format_find(const char *name)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    return NULL;
}
