#include "wizard/helper/sandbox.h"

#include <seccomp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "wizard/base/attr.h"

#define MEMORY_MAX (64UL << 20)

static bool
limit_resources(void)
{
	static const struct {
		__rlimit_resource_t what;
		rlim_t most;
	} limits[] = {
#ifndef INKAN_SANITIZED
	    {RLIMIT_AS, MEMORY_MAX},
#endif
	    {RLIMIT_CPU, 2},
	    {RLIMIT_FSIZE, 0},
	    {RLIMIT_NOFILE, 4},
	    {RLIMIT_NPROC, 0},
	    {RLIMIT_CORE, 0},
	};

	for (size_t i = 0; i < COUNT_OF(limits); i++) {
		const struct rlimit limit = {limits[i].most, limits[i].most};

		if (setrlimit(limits[i].what, &limit) != 0)
			return false;
	}
	return true;
}

#ifdef INKAN_SANITIZED
static bool
filter_calls(void)
{
	return true;
}

const char *
sandbox_kind(void)
{
	return "no filter";
}
#else
/* What judging takes: talk to the parent, allocate, read the clock, end. */
static const struct rule {
	int call;
	unsigned conditions; /* 0 or 1 */
	struct scmp_arg_cmp condition;
} rules[] = {
    {.call = SCMP_SYS(read),
        .conditions = 1,
        .condition = {.arg = 0, .op = SCMP_CMP_EQ, .datum_a = STDIN_FILENO}},
    {.call = SCMP_SYS(write),
        .conditions = 1,
        .condition = {.arg = 0, .op = SCMP_CMP_EQ, .datum_a = STDOUT_FILENO}},
    {.call = SCMP_SYS(mmap),
        .conditions = 1,
        .condition = {.arg = 2,
            .op = SCMP_CMP_MASKED_EQ,
            .datum_a = PROT_EXEC, /* of these bits none may be set */
            .datum_b = 0}},
    {.call = SCMP_SYS(brk)},
    {.call = SCMP_SYS(munmap)},
    {.call = SCMP_SYS(mremap)},
    {.call = SCMP_SYS(clock_gettime)},
    {.call = SCMP_SYS(rt_sigreturn)},
    {.call = SCMP_SYS(exit)},
    {.call = SCMP_SYS(exit_group)},
};

static bool
allow(scmp_filter_ctx filter)
{
	for (size_t i = 0; i < COUNT_OF(rules); i++)
		if (seccomp_rule_add_array(filter, SCMP_ACT_ALLOW,
		        rules[i].call, rules[i].conditions,
		        &rules[i].condition) != 0)
			return false;
	return true;
}

static bool
filter_calls(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	bool ok;

	if (filter == NULL)
		return false;
	/* A call of another architecture (x32, i386) is no way round. */
	ok = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH,
	         SCMP_ACT_KILL_PROCESS) == 0 &&
	    allow(filter) && seccomp_load(filter) == 0;
	seccomp_release(filter);
	return ok;
}

const char *
sandbox_kind(void)
{
	return "seccomp filter";
}
#endif

const char *
sandbox_enter(void)
{
	closefrom(STDERR_FILENO + 1);
	if (clearenv() != 0)
		return "the environment could not be emptied";
	if (chdir("/") != 0)
		return "the root directory could not be entered";
	if (!limit_resources())
		return "the resource limits could not be set";
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		return "privileges could not be given up";
	if (!filter_calls())
		return "the system call filter could not be installed";
	return NULL;
}
