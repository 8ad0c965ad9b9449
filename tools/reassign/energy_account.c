/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/reassign/energy_account.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/status.h"

void energy_account_print(const struct reassign_energy *energy)
{
    const struct {
        const char *name;
        double energy;
    } parts[] = {{"in the rows", energy->out},
                 {"before the first row", energy->earlier},
                 {"after the last row", energy->later},
                 {"outside the columns", energy->outside},
                 {"too weak (--floor, --depth)", energy->weak},
                 {"pruned (--keep)", energy->pruned}};
    double sum = 0, whole = energy->in > 0 ? energy->in : 1;
    fprintf(stderr, "energy of the frames   %.9g\n", energy->in);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        sum += parts[i].energy;
        fprintf(stderr, "%-28s%11.6f %%\n", parts[i].name, 100 * parts[i].energy / whole);
    }
    fprintf(stderr, "%-28s%11.6f %%\n", "sum of these", 100 * sum / whole);
    fprintf(stderr, "%-28s%11.6f %%\n", "not moved (too far)", 100 * energy->unmoved / whole);
    if (ferror(stderr))
        exit(EXIT_IO); /* the reason cannot be reported */
}
