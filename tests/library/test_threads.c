/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The library without programs: two threads at once turn samples into spectra, a picture and a PNG file.
 *
 * Each thread has its own signal and its own settings; both write to one folder, new files and then the same ones
 * again. All files of a thread must equal the one that was written before there was a second thread. Built with
 * ThreadSanitizer, the test also fails when the threads share any data.
 */
#include "check.h"

#include "base/memory.h"
#include "picture/picture.h"
#include "signal/transform/istft.h"
#include "signal/transform/stft.h"
#include "spectra/spectra_header.h"
#include "stream/file.h"

#include <limits.h>
#include <png.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SAMPLES = 4000, BLOCK = 500, WIDTH = 200, HEIGHT = 129, THREADS = 2, ROUNDS = 10 };
static const double rate = 8000;

struct job {
    size_t fft_size;
    double hertz_per_second; /* slope of the chirp */
    const char *colormap;
    const char *folder;
    const char *failure; /* out; NULL: none */
};

static float chirp(const struct job *job, size_t n)
{
    double seconds = (double)n / rate;
    return (float)(0.5 * sin(M_PI * job->hertz_per_second * seconds * seconds));
}

static const char *draw_rows(struct picture *picture, struct stft *stft, const struct job *job)
{
    float *row = mem_new(job->fft_size / 2 + 1, sizeof *row), block[BLOCK];
    const char *why = NULL;
    for (size_t done = 0; done <= SAMPLES && why == NULL; done += BLOCK) {
        for (size_t i = 0; i < BLOCK; i++)
            block[i] = chirp(job, done + i);
        stft_push(stft, block, done < SAMPLES ? BLOCK : 0);
        while (why == NULL && stft_next(stft, row))
            why = picture_push(picture, row);
    }
    free(row);
    return why;
}

static const char *write_file(struct picture *picture, const char *path)
{
    struct file file;
    const char *why = file_create(&file, path, NULL);
    if (why != NULL)
        return why;
    int status = 0;
    why = picture_draw(picture, &status);
    if (why == NULL)
        why = picture_write(picture, file_write, &file);
    if (why == NULL)
        return file_commit(&file);
    file_abandon(&file);
    return why;
}

static const char *draw(const struct job *job, const char *path)
{
    struct stft_setting frames = {.fft_size = job->fft_size,
                                  .win_length = job->fft_size,
                                  .hop = job->fft_size / 4,
                                  .window = "hann",
                                  .spectrum = SPECTRUM_POWER,
                                  .rate = rate};
    struct picture_setting setting = {.width = WIDTH,
                                      .height = HEIGHT,
                                      .colormap = job->colormap,
                                      .title = "chirp",
                                      .scale = 1,
                                      .range = {.low = -100, .high = 0}};
    struct header samples = {.kind = "samples",
                             .axis = "index",
                             .step = 1,
                             .rate = {rate, 1},
                             .width = 1,
                             .channels = 1,
                             .rows = SAMPLES,
                             .full_scale = 1};
    struct header rows = spectra_header_create(&frames, &samples);
    struct view view;
    struct picture *picture = NULL;
    struct stft *stft = NULL;
    const char *why = view_create(&view, &rows, NULL, (struct band){NAN, NAN}, 0);
    if (why == NULL)
        why = picture_create(&picture, &setting, &view, &rows);
    if (why == NULL)
        why = stft_create(&stft, &frames, 1, BLOCK);
    if (why == NULL)
        why = draw_rows(picture, stft, job);
    if (why == NULL)
        why = write_file(picture, path);
    picture_destroy(picture);
    stft_destroy(stft);
    return why;
}

/* The inverse plans its transform while the other thread may be planning too. */
static const char *invert(const struct job *job)
{
    struct stft_setting frames = {.fft_size = job->fft_size,
                                  .win_length = job->fft_size,
                                  .hop = job->fft_size / 4,
                                  .window = "hann",
                                  .spectrum = SPECTRUM_COMPLEX,
                                  .rate = rate};
    float *row = mem_new(job->fft_size + 2, sizeof *row);
    struct istft *istft = NULL;
    const char *why = istft_create(&istft, &frames, 1, -1, 0);
    if (why == NULL)
        istft_push(istft, row);
    istft_destroy(istft);
    free(row);
    return why;
}

static char *path_of(char path[PATH_MAX], const struct job *job, int round)
{
    if (snprintf(path, PATH_MAX, "%s/%s-%d.png", job->folder, job->colormap, round) >= PATH_MAX)
        abort();
    return path;
}

static void *run_job(void *user)
{
    struct job *job = user;
    char path[PATH_MAX];
    for (int round = 1; round <= ROUNDS && job->failure == NULL; round++) {
        job->failure = draw(job, path_of(path, job, round));
        if (job->failure == NULL)
            job->failure = invert(job);
        if (job->failure == NULL)
            job->failure = draw(job, path); /* replaces the file */
    }
    if (job->failure != NULL) /* a sentence may belong to this thread */
        job->failure = mem_text(job->failure);
    return NULL;
}

static unsigned char *read_file(size_t *bytes, const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    *bytes = (size_t)ftell(file);
    rewind(file);
    unsigned char *content = malloc(*bytes);
    assert_int_equal(fread(content, 1, *bytes, file), *bytes);
    fclose(file);
    return content;
}

/* libpng reads all of it, and the data area has its size with axes around it. */
static void check_png(const unsigned char *content, size_t bytes)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    assert_int_equal(png_image_begin_read_from_memory(&image, content, bytes), 1);
    image.format = PNG_FORMAT_RGB;
    assert_in_range(image.width, WIDTH + 1, 2 * WIDTH);
    assert_in_range(image.height, HEIGHT + 1, 2 * HEIGHT);
    unsigned char *pixels = malloc(PNG_IMAGE_SIZE(image));
    assert_int_equal(png_image_finish_read(&image, NULL, pixels, 0, NULL), 1);
    free(pixels);
}

/* Compares the files of all rounds with that of round 0, and removes them. */
static void check_files(const struct job *job)
{
    char path[PATH_MAX];
    size_t bytes = 0;
    unsigned char *first = read_file(&bytes, path_of(path, job, 0));
    check_png(first, bytes);
    unlink(path);
    for (int round = 1; round <= ROUNDS; round++) {
        size_t length = 0;
        unsigned char *content = read_file(&length, path_of(path, job, round));
        assert_int_equal(length, bytes);
        assert_memory_equal(content, first, bytes);
        free(content);
        unlink(path);
    }
    free(first);
}

/* folder[PATH_MAX] out: a new folder for temporary files */
static void create_folder(char *folder)
{
    const char *scratch = getenv("TMPDIR");
    if (snprintf(folder, PATH_MAX, "%s/specpipe-library-XXXXXX", scratch != NULL ? scratch : "/tmp") >= PATH_MAX)
        abort();
    assert_non_null(mkdtemp(folder));
}

static void test_two_threads_draw(void **state)
{
    (void)state;
    char folder[PATH_MAX], path[PATH_MAX];
    struct job jobs[THREADS] = {{.fft_size = 256, .hertz_per_second = 6000, .colormap = "viridis", .folder = folder},
                                {.fft_size = 200, .hertz_per_second = 3000, .colormap = "magma", .folder = folder}};
    pthread_t threads[THREADS];
    create_folder(folder);
    for (size_t i = 0; i < THREADS; i++) {
        const char *why = draw(&jobs[i], path_of(path, &jobs[i], 0));
        assert_string_equal(why != NULL ? why : "", "");
    }
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, run_job, &jobs[i]), 0);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    for (size_t i = 0; i < THREADS; i++) {
        assert_string_equal(jobs[i].failure != NULL ? jobs[i].failure : "", "");
        check_files(&jobs[i]);
    }
    assert_int_equal(rmdir(folder), 0); /* no temporary file is left */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_two_threads_draw)};
    return cmocka_run_group_tests_name("library", tests, NULL, NULL);
}
