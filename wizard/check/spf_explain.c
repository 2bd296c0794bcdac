/* The explanation of a fail, RFC 7208 section 6.2. */
#include <string.h>

#include "wizard/check/spf_state.h"
#include "wizard/record/spf_macro.h"

static bool
is_ascii(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] >= 0x80)
			return false;
	return true;
}

bool
spf_is_explanation(struct slice text)
{
	struct spf_piece piece;
	enum spf_macro_status status;

	do
		status = spf_macro_next(&text, SPF_MACRO_EXPLANATION, &piece);
	while (status == SPF_MACRO_PIECE);
	return status == SPF_MACRO_END;
}

/* What stands at the name that exp= leads to; len 0: nothing usable. */
static struct slice
fetch(struct spf_state *s)
{
	static const struct slice nothing = {.ptr = "", .len = 0};
	const struct dns_answer *txt;
	const char *target, *name;

	if (!spf_target(s, s->exp, s->exp_domain, &target))
		return nothing;
	name = spf_dname(s, target);
	if (name == NULL)
		return nothing;
	txt = spf_ask(s, name, DNS_TXT);
	return txt->count == 1 && spf_is_explanation(txt->rr[0].text)
		   ? txt->rr[0].text
		   : nothing;
}

void
spf_explain(struct spf_state *s)
{
	const char *expanded;
	struct slice text;

	if (s->exp == NULL)
		return;
	text = fetch(s);
	if (text.len > 0 &&
	    spf_expand(s, text, s->exp_domain, true, &expanded) &&
	    is_ascii(slice_of(expanded)))
		s->out->explanation = expanded;
}
