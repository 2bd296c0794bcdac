#include "wizard/record/spf.h"

const char *
spf_result_word(enum spf_result result)
{
	static const char *const words[] = {
	    [SPF_NONE] = "none",
	    [SPF_NEUTRAL] = "neutral",
	    [SPF_PASS] = "pass",
	    [SPF_FAIL] = "fail",
	    [SPF_SOFTFAIL] = "softfail",
	    [SPF_TEMPERROR] = "temperror",
	    [SPF_PERMERROR] = "permerror",
	};

	return words[result];
}
