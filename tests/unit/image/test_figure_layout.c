/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Layouts of random size, scale, axes and channels: labels keep their distance, and axes the right unit.
 */
#include "check.h"

#include "image/figure.h"
#include "image/figure_layout.h"

#include <stdlib.h>
#include <string.h>

static double pitch(double hertz)
{
    return 12 * log2(hertz / 440);
}

static double mel(double hertz)
{
    return 2595 * log10(1 + hertz / 700);
}

static double between(double low, double high)
{
    return low + (high - low) * drand48();
}

static struct axis random_value_axis(void)
{
    static double (*const warps[])(double) = {NULL, log2, mel, pitch};
    const size_t kind = (size_t)(drand48() * 4);
    const double high = exp2(between(2, 18)),
                 low = kind % 2 == 1 ? high / exp2(between(0.1, 10)) : high * (drand48() < 0.5 ? 0 : 0.7);
    return (struct axis){
        .first = low, .last = high, .warp = warps[kind], .tuning = 440, .notation = kind == 3 ? TICK_NOTE : TICK_HERTZ};
}

static struct figure_setting random_setting(const char *const *names)
{
    const double level = between(-150, 0);
    return (struct figure_setting){.width = (size_t)exp2(between(5, 11)),
                                   .height = (size_t)exp2(between(5, 11)),
                                   .panels = 1 + (size_t)(drand48() * 6),
                                   .orientation = (enum orientation)(drand48() * 3),
                                   .pixel_bytes = 1,
                                   .strip = drand48() < 0.3,
                                   .scale = between(0.5, 4),
                                   .time = {.last = exp2(between(-6, 18)), .notation = TICK_TIME},
                                   .value = random_value_axis(),
                                   .level = {.first = level, .last = level + exp2(between(0, 8))},
                                   .time_label = "Time (s)",
                                   .value_label = "Frequency (Hz)",
                                   .level_label = "dBFS",
                                   .title = "a file",
                                   .caption = "hann 1024, hop 256, 44.1 kHz",
                                   .panel_names = names};
}

static double line(const struct figure *figure)
{
    return font_ascent(figure->small) + font_descent(figure->small);
}

/* The distance of labels along an axis, less their sizes; no label overhangs the figure. */
static void check_gaps(const struct figure *figure, const struct scale_bar *bar, bool horizontal, double gap)
{
    const struct tick *before = NULL;
    for (size_t i = 0; i < bar->count; i++) {
        const struct tick *tick = bar->tick + i;
        if (*tick->label == '\0')
            continue;
        const double size = horizontal ? font_width(figure->small, tick->label) : line(figure);
        const double other = before == NULL ? 0 : horizontal ? font_width(figure->small, before->label) : line(figure);
        if (before != NULL)
            assert_true(tick->pixel - before->pixel >= (size + other) / 2 + gap - 1e-9);
        before = tick;
    }
}

static void check_unit(const struct figure *figure)
{
    const struct scale_bar *value = &figure->value;
    const char *label = figure->setting.value_label;
    bool thousands = true;
    size_t labels = 0;
    for (size_t i = 0; i < value->count; i++) {
        const char *text = value->tick[i].label;
        if (*text == '\0' || strcmp(text, "0") == 0)
            continue;
        thousands = thousands && text[strlen(text) - 1] == 'k';
        labels++;
    }
    if (value->axis.notation == TICK_HERTZ) {
        assert_string_equal(label, "Frequency (Hz)");
        assert_true(!thousands || labels == 0);
    } else if (value->axis.notation == TICK_KILOHERTZ) {
        assert_string_equal(label, "Frequency (kHz)");
    } else {
        assert_int_equal(value->axis.notation, TICK_NOTE);
        assert_string_equal(label, "Note (A4 = 440 Hz)");
        assert_true(ticks_labelled(value->tick, value->count) >= 2);
    }
}

/* An axis with room for five labels has two. */
static void check_count(const struct figure *figure, const struct scale_bar *bar, bool horizontal)
{
    const double room = horizontal ? font_width(figure->small, "0:00:00.000") + 8 * figure->unit : 1.5 * line(figure);
    if (bar->axis.pixels > 5 * room)
        assert_true(ticks_labelled(bar->tick, bar->count) >= 2);
}

static void random_figures(void **state)
{
    (void)state;
    static const char *const names[] = {"left", "right", "centre", "LFE", "back left", "back right"};
    srand48(5);
    for (int i = 0; i < 400; i++) {
        struct figure *figure = NULL;
        const struct figure_setting setting = random_setting(drand48() < 0.5 ? names : NULL);
        const char *why = figure_create(&figure, &setting);
        if (why != NULL)
            fail_msg("%s", why);
        const bool turned = figure_time_is_vertical(figure);
        check_gaps(figure, &figure->time, !turned, turned ? 0.5 * line(figure) : 8 * figure->unit);
        check_gaps(figure, &figure->value, turned, turned ? 8 * figure->unit : 0.5 * line(figure));
        check_gaps(figure, &figure->level, false, 0.5 * line(figure)); /* a colour bar is never crowded */
        check_count(figure, &figure->time, !turned);
        check_count(figure, &figure->value, turned);
        check_count(figure, &figure->level, false);
        check_unit(figure);
        figure_draw(figure); /* within the canvas, which checks itself under sanitizers */
        figure_destroy(figure);
    }
}

/* The name of an only panel is drawn too, and needs room at the side. */
static void one_panel_with_a_name(void **state)
{
    (void)state;
    static const char *const name[] = {"right"};
    struct figure *with = NULL, *without = NULL;
    struct figure_setting setting = {.width = 300,
                                     .height = 200,
                                     .panels = 1,
                                     .pixel_bytes = 1,
                                     .scale = 1,
                                     .time = {.last = 1, .notation = TICK_TIME},
                                     .value = {.last = 4000, .notation = TICK_HERTZ},
                                     .level = {.first = -90}};
    assert_null(figure_create(&without, &setting));
    setting.panel_names = name;
    assert_null(figure_create(&with, &setting));
    figure_draw(with);
    figure_draw(without);
    assert_true(with->right > without->right);
    const struct box box = with->panel[0];
    size_t ink = 0;
    for (ptrdiff_t y = box.y; y < box.y + box.height; y++)
        for (ptrdiff_t x = box.x + box.width + 2; x < box.x + box.width + 2 + (ptrdiff_t)line(with); x++)
            ink += ((const unsigned char *)canvas_row(with->canvas, (size_t)y))[x] > COLOURS_WITH_AXES;
    assert_true(ink > 20);
    figure_destroy(with);
    figure_destroy(without);
}

/* The unit of time is that of its labels, also of those in the slack at the end. */
static void time_label_follows_its_labels(void **state)
{
    (void)state;
    static const struct {
        double seconds;
        const char *label;
    } cases[] = {{59, "Time (s)"},      {59.99, "Time (m:ss)"}, {61, "Time (m:ss)"},
                 {3600, "Time (h:mm)"}, {3650, "Time (h:mm)"},  {36000, "Time (h:mm)"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct figure *figure = NULL;
        const double step = cases[i].seconds / 1200;
        const struct figure_setting setting = {
            .width = 1200,
            .height = 200,
            .panels = 1,
            .pixel_bytes = 1,
            .scale = 1,
            .time = {.first = step / 2, .last = 1199.5 * step, .slack = 1, .notation = TICK_TIME},
            .value = {.last = 4000, .notation = TICK_HERTZ},
            .level = {.first = -90},
            .time_label = "Time (of its own)"};
        assert_null(figure_create(&figure, &setting));
        assert_string_equal(figure->setting.time_label, cases[i].label);
        figure_destroy(figure);
    }
}

/* Of a high picture, the colour bar has a label every few decibels, not all that have room. */
static void long_colour_bars_have_few_labels(void **state)
{
    (void)state;
    for (size_t height = 513; height < 4000; height *= 2) {
        struct figure *figure = NULL;
        const struct figure_setting setting = {.width = 300,
                                               .height = height,
                                               .panels = 1,
                                               .pixel_bytes = 1,
                                               .scale = 1,
                                               .time = {.last = 1, .notation = TICK_TIME},
                                               .value = {.last = 4000, .notation = TICK_HERTZ},
                                               .level = {.first = -90, .last = -10}};
        assert_null(figure_create(&figure, &setting));
        const size_t labels = ticks_labelled(figure->level.tick, figure->level.count);
        assert_true(labels >= 9 && labels <= 21);
        figure_destroy(figure);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(random_figures), cmocka_unit_test(one_panel_with_a_name),
                                       cmocka_unit_test(time_label_follows_its_labels),
                                       cmocka_unit_test(long_colour_bars_have_few_labels)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
