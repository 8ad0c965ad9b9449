/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A serial port, here one end of a pseudo-terminal: every byte comes as sent, no other program can read the port, its
 * settings are restored, and its loss is reported once.
 */
#include "capture/device.h"
#include "capture/nanoseconds.h"
#include "capture/serial_list.h"
#include "check.h"
#include "ptys.h"

#include <asm/ioctls.h>
#include <asm/termbits.h> /* for any baud rate; conflicts with <termios.h> */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int ioctl(int file, unsigned long request, ...);

static int board, port; /* the two ends; the test too keeps the port open, to read its settings */
static char path[64];
static unsigned char bytes[MOST_BLOCK];

static int setup(void **state)
{
    (void)state;
    board = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
    if (board < 0 || grantpt(board) != 0 || unlockpt(board) != 0 || ptsname_r(board, path, sizeof path) != 0)
        return -1;
    port = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK);
    return port < 0 ? -1 : 0;
}

static int teardown(void **state)
{
    (void)state;
    close(board);
    return close(port);
}

static struct device *open_port(const struct serial_setting *setting, const char **note)
{
    struct device *device = NULL;
    const char *why = serial_open(&device, note, setting);
    if (why != NULL)
        fail_msg("%s", why);
    return device;
}

static struct device *open_plain(void)
{
    const char *note;
    struct device *device = open_port(&(struct serial_setting){.path = path, .baud = 115200}, &note);
    assert_null(note);
    return device;
}

/* Reads until `count` bytes have come, or none for half a second. */
static size_t read_up_to(struct device *device, size_t count)
{
    struct block block;
    size_t have = 0;
    for (int quiet = 0; quiet < 5 && have < count;) {
        ssize_t came = device->read(device, bytes + have, sizeof bytes - have, &block);
        assert_true(came >= 0);
        assert_true(block.lost == 0 && block.cause == NULL);
        quiet = came == 0 ? quiet + 1 : 0;
        have += (size_t)came;
    }
    return have;
}

static void every_byte_comes_as_it_was_sent(void **state)
{
    (void)state;
    unsigned char all[256], echo;
    for (size_t i = 0; i < sizeof all; i++)
        all[i] = (unsigned char)i;
    struct device *device = open_plain();
    assert_string_equal(device->name, path);
    assert_true(device->paced && !device->waits && !device->finite);
    assert_int_equal(write(board, all, sizeof all), sizeof all);
    assert_int_equal(read_up_to(device, sizeof all), sizeof all);
    assert_memory_equal(bytes, all, sizeof all);
    assert_int_equal(read(board, &echo, 1), -1); /* no echo */
    device->close(device);
}

static void any_baud_rate_is_set(void **state)
{
    (void)state;
    static const long rates[] = {9600, 12345, 250000, 2000000, 4000000};
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        const char *note;
        struct termios2 now;
        struct device *device = open_port(&(struct serial_setting){.path = path, .baud = rates[i]}, &note);
        assert_null(note);
        assert_int_equal(ioctl(port, TCGETS2, &now), 0);
        assert_int_equal(now.c_ospeed, rates[i]);
        assert_int_equal(now.c_ispeed, rates[i]);
        assert_int_equal(now.c_lflag | now.c_iflag | now.c_oflag, 0);
        device->close(device);
    }
}

static void the_port_is_left_as_it_was(void **state)
{
    (void)state;
    struct termios2 before, after;
    assert_int_equal(ioctl(port, TCGETS2, &before), 0);
    struct device *device = open_plain();
    device->close(device);
    assert_int_equal(ioctl(port, TCGETS2, &after), 0);
    assert_memory_equal(&before, &after, sizeof before);
}

static void hupcl_goes_only_when_dtr_is_to_stay_on(void **state)
{
    (void)state;
    for (int dtr = DTR_LEAVE; dtr <= DTR_OFF; dtr++) {
        const char *note;
        struct termios2 now;
        assert_int_equal(ioctl(port, TCGETS2, &now), 0);
        now.c_cflag |= HUPCL;
        assert_int_equal(ioctl(port, TCSETS2, &now), 0);
        struct device *device =
            open_port(&(struct serial_setting){.path = path, .baud = 9600, .dtr = (enum dtr)dtr}, &note);
        /* a pseudo-terminal has no such line: a warning, not a failure */
        assert_int_equal(note != NULL && strstr(note, "the DTR line cannot be set") != NULL, dtr != DTR_LEAVE);
        device->close(device);
        assert_int_equal(ioctl(port, TCGETS2, &now), 0);
        assert_int_equal((now.c_cflag & HUPCL) != 0, dtr != DTR_ON);
    }
}

static void nobody_else_reads_along(void **state)
{
    (void)state;
    const char *note;
    struct device *other = NULL, *device = open_plain();
    const struct serial_setting setting = {.path = path, .baud = 9600};
    struct termios2 now;
    assert_string_equal(serial_open(&other, &note, &setting), "is in use by another program");
    assert_null(other);
    assert_int_equal(ioctl(port, TCGETS2, &now), 0);
    assert_int_equal(now.c_ospeed, 115200); /* the refused rate changed nothing */
    device->close(device);
    int exclusive = 1;
    assert_int_equal(ioctl(port, TIOCGEXCL, &exclusive), 0);
    assert_int_equal(exclusive, 0);
    device = open_plain();
    assert_int_equal(ioctl(port, TIOCGEXCL, &exclusive), 0);
    assert_int_equal(exclusive, 1);
    device->close(device);
}

static void what_came_before_is_thrown_away(void **state)
{
    (void)state;
    struct termios2 raw;
    assert_int_equal(ioctl(port, TCGETS2, &raw), 0);
    raw.c_lflag = raw.c_iflag = 0; /* else it would buffer only one line */
    assert_int_equal(ioctl(port, TCSETS2, &raw), 0);
    memset(bytes, 'x', sizeof bytes);
    size_t queued = 0;
    for (ssize_t wrote = 0; (wrote = write(board, bytes, 1000)) > 0 && queued < 100000;)
        queued += (size_t)wrote;
    assert_true(queued > 4096); /* bytes; more than one of the kernel's two buffers */
    const char *note;
    struct device *device = open_port(&(struct serial_setting){.path = path, .baud = 9600}, &note);
    assert_int_equal(write(board, "fresh", 5), 5);
    assert_int_equal(read_up_to(device, 6), 5);
    assert_memory_equal(bytes, "fresh", 5);
    device->close(device);
}

static void a_quiet_port_returns_in_time(void **state)
{
    (void)state;
    struct block block;
    struct device *device = open_plain();
    int64_t began = nanoseconds_now(CLOCK_MONOTONIC);
    assert_int_equal(device->read(device, bytes, sizeof bytes, &block), 0);
    double waited = (double)(nanoseconds_now(CLOCK_MONOTONIC) - began) * 1e-9;
    assert_true(waited > 0.05); /* s; it sleeps and does not spin */
    assert_true(waited < 5);    /* s; it returns, after long on a busy machine */
    assert_null(device->losses(device));
    device->close(device);
}

static void a_hangup_is_the_end(void **state)
{
    (void)state;
    struct block block;
    struct device *device = open_plain();
    assert_int_equal(write(board, "last", 4), 4);
    assert_int_equal(read_up_to(device, 4), 4);
    close(board);
    for (int i = 0; i < 3; i++)
        assert_int_equal(device->read(device, bytes, sizeof bytes, &block), -1);
    assert_string_equal(device->failure, "the port was closed or unplugged");
    assert_null(device->losses(device));
    device->close(device);
    board = open("/dev/null", O_RDONLY); /* for the teardown */
}

static void what_is_no_port_is_refused(void **state)
{
    (void)state;
    const struct {
        const char *path;
        long baud;
        const char *why;
    } rows[] = {
        {"/dev/null", 9600, "is not a serial port"},
        {"/dev", 9600, "is not a serial port"},
        {"/proc/self/exe", 9600, "is not a serial port"},
        {"/dev/ttyNONE", 9600, "no such port; --list shows the available ones"},
        {path, 0, "cannot run at 0 baud"},
        {path, 5000000000, "cannot run at 5000000000 baud"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct device *device = NULL;
        const char *note;
        const struct serial_setting setting = {.path = rows[i].path, .baud = rows[i].baud};
        assert_string_equal(serial_open(&device, &note, &setting), rows[i].why);
        assert_null(device);
    }
}

static void put(const char *root, const char *name, const char *text)
{
    char full[160], *slash = full;
    snprintf(full, sizeof full, "%s%s", root, name);
    while ((slash = strchr(slash + 1, '/')) != NULL) {
        *slash = '\0';
        mkdir(full, 0700);
        *slash = '/';
    }
    FILE *file = fopen(full, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void ports_are_listed_with_their_makers(void **state)
{
    (void)state;
    char root[] = "/tmp/specpipe-serial-XXXXXX", link[120], remove[80];
    struct builder list = {0};
    assert_non_null(mkdtemp(root));
    put(root, "/dev/ttyACM0", "");
    put(root, "/dev/ttyUSB1", "");
    put(root, "/sys/class/tty/ttyACM0/device/x", "");
    put(root, "/sys/class/tty/ttyACM0/manufacturer", "Arduino LLC\n");
    put(root, "/sys/class/tty/ttyACM0/product", "Arduino Due\n");
    put(root, "/dev/serial/by-id/x", "");
    snprintf(link, sizeof link, "%s/dev/serial/by-id/usb-Due", root);
    assert_int_equal(symlink("../../ttyACM0", link), 0);
    unlink(strcat(strcpy(remove, root), "/dev/serial/by-id/x"));
    serial_list_below(&list, root);
    assert_string_equal(list.text, "--serial /dev/serial/by-id/usb-Due\tArduino LLC Arduino Due (ttyACM0)\n"
                                   "--serial /dev/ttyACM0\tArduino LLC Arduino Due\n"
                                   "--serial /dev/ttyUSB1\tserial port\n");
    free(list.text);
    snprintf(link, sizeof link, "rm -r %s", root);
    assert_int_equal(system(link), 0);
}

static void dtr_has_names(void **state)
{
    (void)state;
    assert_string_equal(dtr_name(DTR_LEAVE), "leave");
    assert_string_equal(dtr_name(DTR_PULSE), "pulse");
    assert_string_equal(dtr_name(DTR_ON), "on");
    assert_string_equal(dtr_name(DTR_OFF), "off");
    assert_null(dtr_name(DTR_OFF + 1));
}

#define WITH_PORT(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_PORT(every_byte_comes_as_it_was_sent),
        WITH_PORT(any_baud_rate_is_set),
        WITH_PORT(the_port_is_left_as_it_was),
        WITH_PORT(hupcl_goes_only_when_dtr_is_to_stay_on),
        WITH_PORT(nobody_else_reads_along),
        WITH_PORT(what_came_before_is_thrown_away),
        WITH_PORT(a_quiet_port_returns_in_time),
        WITH_PORT(a_hangup_is_the_end),
        WITH_PORT(what_is_no_port_is_refused),
        cmocka_unit_test(ports_are_listed_with_their_makers),
        cmocka_unit_test(dtr_has_names),
    };
    if (!there_are_ptys()) {
        puts("1..0 # SKIP there are no ptys");
        return 0;
    }
    return cmocka_run_group_tests_name("serial", tests, NULL, NULL);
}
