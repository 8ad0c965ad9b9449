/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For scripts/bench: the floor, which is the least work a picture needs, without options, checks and axes; and the
 * launcher that measures processes, since a process started by Python counts Python's memory as its own.
 *
 *     bench-floor picture IN.wav N HOP WIDTH OUT.png
 *     bench-floor stft IN.wav|- N HOP > rows of float32 power
 *     bench-floor reassign IN.wav|- N HOP > the same, each power reassigned from three transforms per frame
 *     bench-floor mfcc IN.wav|- binary|csv > rows of 13 cepstra of 25 ms frames at 16 kHz, 10 ms apart
 *     bench-floor run RESULT PROGRAM ARGUMENT... '|' PROGRAM ARGUMENT...
 *
 * IN is mono, 16-bit or float. RESULT gets one line for each process: seconds since the start, CPU s, peak KB, status.
 */
#include <fcntl.h>
#include <fftw3.h>
#include <math.h>
#include <png.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { BLOCK = 1 << 16, PIPE = 1 << 20, MOST = 8 };

static _Noreturn void fail(const char *what)
{
    fprintf(stderr, "bench-floor: %s\n", what);
    exit(1);
}

static size_t fill(int file, void *to, size_t size)
{
    size_t got = 0;
    for (ssize_t n = 1; got < size && n > 0; got += (size_t)n)
        if ((n = read(file, (char *)to + got, size - got)) < 0)
            fail("cannot read");
    return got;
}

static void put(const void *bytes, size_t size)
{
    for (size_t done = 0; done < size;) {
        const ssize_t n = write(1, (const char *)bytes + done, size - done);
        if (n <= 0)
            fail("cannot write");
        done += (size_t)n;
    }
}

/* Positions `file` at the first sample. */
static size_t wav_open(int file, size_t *width)
{
    unsigned char head[12], chunk[8], body[64];
    uint32_t size;
    if (fill(file, head, 12) < 12 || memcmp(head, "RIFF", 4) != 0)
        fail("no WAV");
    *width = 2;
    while (fill(file, chunk, 8) == 8) {
        memcpy(&size, chunk + 4, 4);
        if (memcmp(chunk, "data", 4) == 0)
            return size / *width;
        if (size > sizeof body || fill(file, body, size) < size)
            fail("strange WAV");
        if (memcmp(chunk, "fmt ", 4) == 0)
            *width = body[14] / 8;
    }
    fail("no samples");
}

static void picture_write(const char *path, const float *peak, size_t width, size_t height, float scale)
{
    png_color palette[256];
    unsigned char *pixels = malloc(width * height);
    FILE *out = fopen(path, "wb");
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    if (pixels == NULL || out == NULL || setjmp(png_jmpbuf(png)))
        fail("no picture");
    for (int i = 0; i < 256; i++)
        palette[i] = (png_color){(png_byte)i, (png_byte)(i * i / 255), (png_byte)(255 - i)};
    for (size_t x = 0; x < width; x++)
        for (size_t y = 0; y < height; y++) {
            const float level = (10 * log10f(peak[x * height + y] * scale + 1e-20f) + 120) * (255.f / 120);
            pixels[(height - 1 - y) * width + x] = (unsigned char)fminf(fmaxf(level, 0), 255);
        }
    png_init_io(png, out);
    png_set_compression_level(png, 6);
    png_set_IHDR(png, info, (png_uint_32)width, (png_uint_32)height, 8, PNG_COLOR_TYPE_PALETTE, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_PLTE(png, info, palette, 256);
    png_write_info(png, info);
    for (size_t y = 0; y < height; y++)
        png_write_row(png, pixels + y * width);
    png_write_end(png, info);
    if (fclose(out) != 0)
        fail("cannot write the picture");
}

/* Without `path` the rows go to stdout. The first frame begins at the first sample; the last is padded with zeros. */
static void spectra(const char *in, size_t n, size_t hop, size_t width, const char *path)
{
    const int file = strcmp(in, "-") == 0 ? 0 : open(in, O_RDONLY);
    size_t sample;
    const size_t total = wav_open(file, &sample), bins = n / 2 + 1;
    const size_t frames = total > n ? (total - n + hop - 1) / hop + 1 : 1, rows = path == NULL ? BLOCK / bins : width;
    float *window = fftwf_alloc_real(n), *frame = fftwf_alloc_real(n), *row = calloc(rows * bins, sizeof *row);
    float *buffer = malloc((BLOCK + n + hop) * sizeof *buffer);
    int16_t *raw = malloc(BLOCK * sizeof *raw);
    fftwf_complex *bin = fftwf_alloc_complex(bins);
    fftwf_plan plan = fftwf_plan_dft_r2c_1d((int)n, frame, bin, FFTW_ESTIMATE);
    size_t have = 0, at = 0, taken = 0;
    if (path == NULL) {
        (void)fcntl(0, F_SETPIPE_SZ, PIPE);
        (void)fcntl(1, F_SETPIPE_SZ, PIPE);
    }
    for (size_t i = 0; i < n; i++)
        window[i] = (float)(0.5 - 0.5 * cos(2 * M_PI * (double)i / (double)n));
    for (size_t f = 0; f < frames; f++, at += hop) {
        if (at + n > have) {
            memmove(buffer, buffer + at, (have - at) * sizeof *buffer);
            have -= at;
            at = 0;
            const size_t want = total - taken < BLOCK ? total - taken : BLOCK;
            if (fill(file, sample == 4 ? (void *)(buffer + have) : raw, want * sample) < want * sample)
                fail("too short");
            for (size_t i = 0; sample == 2 && i < want; i++)
                buffer[have + i] = raw[i] * (1.f / 32768);
            taken += want;
            have += want;
            if (have < n + hop) {
                memset(buffer + have, 0, (n + hop - have) * sizeof *buffer);
                have = n + hop;
            }
        }
        for (size_t i = 0; i < n; i++)
            frame[i] = buffer[at + i] * window[i];
        fftwf_execute(plan);
        if (path == NULL) {
            float *to = row + f % rows * bins;
            for (size_t k = 0; k < bins; k++)
                to[k] = bin[k][0] * bin[k][0] + bin[k][1] * bin[k][1];
            if (f % rows == rows - 1 || f == frames - 1)
                put(row, (f % rows + 1) * bins * sizeof *row);
        } else {
            const size_t x = f * width / frames;
            float *to = row + x * bins;
            for (size_t k = 0; k < bins; k++) {
                const float power = bin[k][0] * bin[k][0] + bin[k][1] * bin[k][1];
                to[k] = power > to[k] ? power : to[k];
            }
            for (size_t copy = x + 1; copy < (f + 1) * width / frames; copy++)
                memcpy(row + copy * bins, to, bins * sizeof *row);
        }
    }
    if (path != NULL)
        picture_write(path, row, width, bins, 16.f / (float)(n * n));
}

/*
 * The least cost of reassignment: three real transforms per frame, with the window, its derivative and its ramp, and
 * each power added to its cell. Row spacing equals frame spacing; OPEN rows cover points within half a window.
 */
static void reassigned(const char *in, size_t n, size_t hop)
{
    enum { OPEN = 64 };
    const int file = strcmp(in, "-") == 0 ? 0 : open(in, O_RDONLY);
    size_t sample;
    const size_t total = wav_open(file, &sample), bins = n / 2 + 1;
    const long frames = total > n ? (long)((total - n) / hop + 1) : 1, reach = (long)(n / 2 / hop) + 1;
    float *window[3], *frame[3], *row = calloc(OPEN * bins, sizeof *row), *buffer = calloc(BLOCK + n, sizeof *buffer);
    fftwf_complex *bin[3];
    fftwf_plan plan[3];
    float *out = malloc(BLOCK * sizeof *out), *power = malloc(bins * sizeof *power);
    float *shift = malloc(bins * sizeof *shift), *delay = malloc(bins * sizeof *delay);
    size_t have = 0, at = 0, written = 0;
    if (2 * reach + 2 > OPEN || sample != 4)
        fail("too many rows, or no floats");
    for (size_t w = 0; w < 3; w++) {
        window[w] = fftwf_alloc_real(n);
        frame[w] = fftwf_alloc_real(n);
        bin[w] = fftwf_alloc_complex(bins);
        plan[w] = fftwf_plan_dft_r2c_1d((int)n, frame[w], bin[w], FFTW_ESTIMATE);
    }
    for (size_t i = 0; i < n; i++) {
        const double angle = 2 * M_PI * (double)i / (double)n;
        window[0][i] = (float)(0.5 - 0.5 * cos(angle));
        window[1][i] = (float)(sin(angle) / 2); /* the slope, in bins */
        window[2][i] = (float)(((double)i - (double)n / 2) / (double)hop) * window[0][i];
    }
    (void)fcntl(0, F_SETPIPE_SZ, PIPE);
    (void)fcntl(1, F_SETPIPE_SZ, PIPE);
    for (long f = 0; f < frames + reach; f++, at += hop) {
        if (f < frames && at + n > have) {
            memmove(buffer, buffer + at, (have - at) * sizeof *buffer);
            have -= at;
            at = 0;
            have += fill(file, buffer + have, BLOCK * sizeof *buffer) / sizeof *buffer;
        }
        for (size_t w = 0; w < 3 && f < frames; w++) {
            for (size_t i = 0; i < n; i++)
                frame[w][i] = buffer[at + i] * window[w][i];
            fftwf_execute(plan[w]);
        }
        for (size_t k = 0; k < bins && f < frames; k++) {
            const float re = bin[0][k][0], im = bin[0][k][1];
            const float square = re * re + im * im, over = 1 / (square + 1e-30f);
            power[k] = square;
            shift[k] = (bin[1][k][0] * im - bin[1][k][1] * re) * over;
            delay[k] = (bin[2][k][0] * re + bin[2][k][1] * im) * over;
        }
        for (size_t k = 0; k < bins && f < frames; k++) {
            const float column = (float)k + shift[k] + 0.5f, line = delay[k] + (float)reach + 0.5f;
            if (column >= 0 && column < (float)bins && line >= 0 && line < 2 * (float)reach)
                row[((size_t)f + (size_t)line) % OPEN * bins + (size_t)column] += power[k];
        }
        if (f < reach) /* row 0 of the ring is `reach` rows before frame 0 */
            memset(row + (size_t)f % OPEN * bins, 0, bins * sizeof *row);
        if (f < reach)
            continue;
        float *done = row + (size_t)f % OPEN * bins;
        memcpy(out + written * bins, done, bins * sizeof *done);
        memset(done, 0, bins * sizeof *done);
        if (++written == BLOCK / bins || f == frames + reach - 1) {
            put(out, written * bins * sizeof *out);
            written = 0;
        }
    }
}

/* Tables for cepstra. Each bin is in at most two bands, of which first[] is the lower. */
enum { LENGTH = 400, HOP = 160, POINTS = 512, BINS = POINTS / 2 + 1, BANDS = 23, COUNT = 13 };
static struct {
    float window[LENGTH], weight[BINS][BANDS], cosine[BANDS][COUNT];
    size_t first[BINS];
} recipe;

static void recipe_fill(void)
{
    const double low = 1127 * log(1 + 20 / 700.), step = (1127 * log(1 + 8000 / 700.) - low) / (BANDS + 1);
    for (size_t i = 0; i < LENGTH; i++)
        recipe.window[i] = (float)pow(0.5 - 0.5 * cos(2 * M_PI * (double)i / (LENGTH - 1)), 0.85);
    for (size_t k = 0; k < BINS; k++) {
        const double mel = 1127 * log(1 + (double)k * 16000 / POINTS / 700);
        for (size_t b = 0; b < BANDS; b++)
            recipe.weight[k][b] =
                (float)fmax(0, fmin((mel - low) / step - (double)b, 2 + (double)b - (mel - low) / step));
        while (recipe.first[k] < BANDS - 2 && !(recipe.weight[k][recipe.first[k]] > 0))
            recipe.first[k]++;
    }
    for (size_t b = 0; b < BANDS; b++)
        for (size_t c = 0; c < COUNT; c++)
            recipe.cosine[b][c] = (float)(sqrt((c > 0 ? 2. : 1.) / BANDS) * (1 + 11 * sin(M_PI * (double)c / 22)) *
                                          cos(M_PI * (double)c * ((double)b + 0.5) / BANDS));
}

static void cepstra_fill(float *cepstra, fftwf_complex *bin)
{
    float energy[BANDS] = {0}, sum[COUNT] = {0};
    for (size_t k = 0; k < BINS - 1; k++) {
        const float power = bin[k][0] * bin[k][0] + bin[k][1] * bin[k][1];
        for (size_t b = recipe.first[k]; b < recipe.first[k] + 2; b++)
            energy[b] += power * recipe.weight[k][b];
    }
    for (size_t b = 0; b < BANDS; b++)
        energy[b] = logf(fmaxf(energy[b], 0x1p-23f));
    for (size_t b = 0; b < BANDS; b++)
        for (size_t c = 0; c < COUNT; c++)
            sum[c] += energy[b] * recipe.cosine[b][c];
    memcpy(cepstra, sum, sizeof sum);
}

/* The least cost of cepstra, in single precision: pre-emphasis, window, one real transform, and the tables above. */
static void cepstra(const char *in, bool text)
{
    enum { ROWS = BLOCK / COUNT };
    const int file = strcmp(in, "-") == 0 ? 0 : open(in, O_RDONLY);
    static float buffer[BLOCK + LENGTH], row[ROWS][COUNT];
    static int16_t raw[BLOCK];
    size_t sample, have = 0, at = 0, rows = 0;
    const size_t total = wav_open(file, &sample), frames = total < LENGTH ? 0 : (total - LENGTH) / HOP + 1;
    float *frame = fftwf_alloc_real(POINTS);
    fftwf_complex *bin = fftwf_alloc_complex(BINS);
    fftwf_plan plan = fftwf_plan_dft_r2c_1d(POINTS, frame, bin, FFTW_ESTIMATE);
    if (sample != 2)
        fail("16-bit samples are expected");
    recipe_fill();
    for (size_t f = 0; f < frames; f++, at += HOP) {
        if (at + LENGTH > have) {
            memmove(buffer, buffer + at, (have - at) * sizeof *buffer);
            have -= at;
            at = 0;
            const size_t came = fill(file, raw, sizeof raw) / sizeof *raw;
            for (size_t i = 0; i < came; i++)
                buffer[have + i] = raw[i];
            have += came;
        }
        frame[0] = 0.03f * buffer[at] * recipe.window[0];
        for (size_t i = 1; i < LENGTH; i++)
            frame[i] = (buffer[at + i] - 0.97f * buffer[at + i - 1]) * recipe.window[i];
        memset(frame + LENGTH, 0, (POINTS - LENGTH) * sizeof *frame);
        fftwf_execute(plan);
        cepstra_fill(row[rows], bin);
        for (size_t c = 0; text && c < COUNT; c++)
            printf("%.9g%c", (double)row[rows][c], c + 1 < COUNT ? ',' : '\n');
        if (!text && (++rows == ROWS || f == frames - 1)) {
            put(row, rows * sizeof *row);
            rows = 0;
        }
    }
    if (fflush(stdout) != 0)
        fail("cannot write");
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void run(const char *result, char **word)
{
    pid_t process[MOST];
    int count = 0, from = open("/dev/null", O_RDONLY | O_CLOEXEC), status;
    FILE *out = fopen(result, "we");
    if (out == NULL)
        fail("no result");
    const double start = seconds();
    for (int last = 0; !last; count++) {
        int ends[2] = {-1, -1};
        char **end = word;
        while (*end != NULL && strcmp(*end, "|") != 0)
            end++;
        last = *end == NULL;
        *end = NULL;
        if (count == MOST || (!last && pipe2(ends, O_CLOEXEC) != 0) || (process[count] = fork()) < 0)
            fail("no process");
        if (process[count] == 0) {
            dup2(from, 0);
            if (!last)
                dup2(ends[1], 1);
            execvp(word[0], word);
            _exit(127);
        }
        close(from);
        close(ends[1]);
        from = ends[0];
        word = end + 1;
    }
    for (int i = 0; i < count; i++) {
        struct rusage use;
        wait4(process[i], &status, 0, &use);
        const double cpu = (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
                           (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
        fprintf(out, "%.6f %.6f %ld %d\n", seconds() - start, cpu, use.ru_maxrss, status);
    }
    fclose(out);
}

int main(int argc, char **argv)
{
    if (argc == 7 && strcmp(argv[1], "picture") == 0)
        spectra(argv[2], strtoul(argv[3], NULL, 10), strtoul(argv[4], NULL, 10), strtoul(argv[5], NULL, 10), argv[6]);
    else if (argc == 5 && strcmp(argv[1], "stft") == 0)
        spectra(argv[2], strtoul(argv[3], NULL, 10), strtoul(argv[4], NULL, 10), 0, NULL);
    else if (argc == 5 && strcmp(argv[1], "reassign") == 0)
        reassigned(argv[2], strtoul(argv[3], NULL, 10), strtoul(argv[4], NULL, 10));
    else if (argc == 4 && strcmp(argv[1], "mfcc") == 0)
        cepstra(argv[2], strcmp(argv[3], "csv") == 0);
    else if (argc > 3 && strcmp(argv[1], "run") == 0)
        run(argv[2], argv + 3);
    else
        fail("picture IN N HOP WIDTH OUT, stft or reassign IN N HOP, mfcc IN binary|csv, or run RESULT PROGRAM ...");
    return 0;
}
