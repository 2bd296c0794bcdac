#include "wizard/check/inspection.h"

/* wanted: "label", or "label target". */
static void
add(struct inspection *in, const char *wanted)
{
	struct facts *f = in->facts;
	struct slice rest = slice_of(wanted), label;
	struct envelope_facts *place;
	struct dname name;

	if (!slice_next(&rest, ' ', &label) ||
	    !dname_join(
		arena_copy_slice(in->arena, label), f->domain, &name))
		return;
	f->envelope = arena_push(
	    in->arena, f->envelope, &f->envelopes, sizeof(*f->envelope));
	place = &f->envelope[f->envelopes - 1];
	place->name = arena_copy(in->arena, name.text);
	place->answer = inspection_ask(in, place->name, DNS_TXT);
}

void
inspection_envelopes(struct inspection *in)
{
	for (size_t i = 0; i < in->params->envelopes; i++)
		add(in, in->params->envelope[i]);
}
