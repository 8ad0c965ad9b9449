/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/serial_list.h"
#include "base/sentence.h"
#include "capture/device.h"

#include <glob.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Reads the first line of a file; "" if it cannot be read. */
static void list_line(char *line, size_t size, const char *path)
{
    FILE *file = fopen(path, "re");
    line[0] = '\0';
    if (file == NULL)
        return;
    if (fgets(line, (int)size, file) == NULL)
        line[0] = '\0';
    line[strcspn(line, "\r\n\t")] = '\0';
    fclose(file);
}

/* Manufacturer and product of the USB device: one directory up from an ACM port, two from an adapter's port. */
static void list_product(char *text, size_t size, const char *root, const char *port)
{
    static const char *const up[] = {"..", "../.."};
    char maker[80], product[80];
    text[0] = '\0';
    for (size_t i = 0; i < sizeof up / sizeof *up && text[0] == '\0'; i++) {
        list_line(maker, sizeof maker, sentence("%s/sys/class/tty/%s/device/%s/manufacturer", root, port, up[i]));
        list_line(product, sizeof product, sentence("%s/sys/class/tty/%s/device/%s/product", root, port, up[i]));
        snprintf(text, size, "%s%s%s", maker, maker[0] != '\0' && product[0] != '\0' ? " " : "", product);
    }
}

/* For a link, names its target too, since the same port is also listed under that name. */
static void list_port(FILE *out, const char *root, const char *path)
{
    char product[176], target[PATH_MAX];
    if (realpath(path, target) == NULL)
        return;
    const char *port = strrchr(target, '/') + 1;
    bool link = strcmp(port, strrchr(path, '/') + 1) != 0;
    list_product(product, sizeof product, root, port);
    fprintf(out, "--serial %s\t%s", path + strlen(root), product[0] != '\0' ? product : "serial port");
    fprintf(out, link ? " (%s)\n" : "\n", port);
}

void serial_list_below(FILE *out, const char *root)
{
    static const char *const patterns[] = {"/dev/serial/by-id/*", "/dev/ttyACM*", "/dev/ttyUSB*"};
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        glob_t found;
        if (glob(sentence("%s%s", root, patterns[i]), 0, NULL, &found) == 0)
            for (size_t j = 0; j < found.gl_pathc; j++)
                list_port(out, root, found.gl_pathv[j]);
        globfree(&found);
    }
}

void serial_list(FILE *out)
{
    serial_list_below(out, "");
}
