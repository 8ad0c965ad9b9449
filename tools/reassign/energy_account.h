/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The report of --check: the share of the frames' energy in each outcome of reassignment.
 */
#ifndef SPECPIPE_TOOLS_REASSIGN_ENERGY_ACCOUNT_H
#define SPECPIPE_TOOLS_REASSIGN_ENERGY_ACCOUNT_H

#include "signal/reassign/reassign.h"

/* Prints the account on stderr: the sum of powers, then each part in percent of it. */
void energy_account_print(const struct reassign_energy *energy);

#endif
