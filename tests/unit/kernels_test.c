// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kernels_test.c - versions of kernels, and what is known of them
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "client/kernels.h"

static const struct {
	const char *release, *build;
	unsigned int patch;
	bool linear;
	const char *mended;	/* of its fault */
} kernels[] = {
	{ "6.1.0-57-amd64", "#1 SMP PREEMPT_DYNAMIC Debian 6.1.170-1 (2026-11-01)",
	  170, true, NULL },
	{ "6.12.95+deb12-amd64", "#1 SMP Debian 6.12.95-1~bpo12+1", 95, false,
	  NULL },
	{ "6.12.74", "#1 SMP", 74, true, NULL },
	{ "6.12.75", "#1 SMP", 75, false, "6.12.83" },
	{ "6.12.82", "#1 SMP", 82, false, "6.12.83" },
	{ "6.12.83", "#1 SMP", 83, false, NULL },
	{ "6.12.0-9-amd64", "#1 SMP Debian 6.12.80-1", 80, false, "6.12.83" },
	{ "6.17.13", "#1 SMP", 13, true, NULL },
	{ "6.18.13", "#1 SMP", 13, true, NULL },
	{ "6.18.14-fc-v1", "#1 SMP", 14, false, "6.18.24" },
	{ "6.18.44-fc-v1", "#1 SMP", 44, false, NULL },
	{ "6.19.13", "#1 SMP", 13, false, "6.19.14" },
	{ "6.19.14", "#1 SMP", 14, false, NULL },
	{ "7.0.0-rc5", "#1 SMP", 0, false, "7.0" },
	{ "7.0.0", "#1 SMP", 0, false, NULL },
	{ "7.1.0-rc1", "#1 SMP", 0, false, NULL },
	{ "5.15.0", "#1 SMP Debian 6.12.80-1", 0, true, NULL },
};

static void test_versions(void **state)
{
	struct kernel_version v;
	const char *mended, *fault;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(kernels) / sizeof(kernels[0]); i++) {
		assert_true(kernel_version(kernels[i].release, kernels[i].build,
					   &v));
		assert_int_equal(v.patch, kernels[i].patch);
		assert_int_equal(kernel_verdicts_linear(&v), kernels[i].linear);
		fault = kernel_fault(&v, &mended);
		assert_int_equal(fault != NULL, kernels[i].mended != NULL);
		if (fault)
			assert_string_equal(mended, kernels[i].mended);
	}
	assert_false(kernel_version("next", "#1", &v));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_versions) };

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("kernels", tests, NULL, NULL);
}
