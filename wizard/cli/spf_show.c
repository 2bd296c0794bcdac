/* inkan spf show: the record with all it includes, and what that costs. */
#include <stdio.h>
#include <unistd.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/check/inspect.h"
#include "wizard/cli/asking.h"
#include "wizard/cli/json.h"
#include "wizard/cli/spf.h"
#include "wizard/flow/spf_tree.h"
#include "wizard/record/dname.h"

struct show {
	const char *domain;
	struct arena arena;
	struct inquiry *inquiry;
	const struct spf_tree *tree;
};

static bool
grow(void *job)
{
	struct show *s = job;

	arena_reset(&s->arena);
	s->tree = spf_tree_make(&s->arena, s->inquiry,
	    inspect_spf(&s->arena, s->inquiry, s->domain));
	return s->tree->pending;
}

/* --- JSON ------------------------------------------------------------ */

static void
set(json_t *object, const char *key, json_t *value)
{
	(void)json_object_set_new(object, key, value);
}

static json_t *
json_voids(unsigned voids4, unsigned voids6)
{
	json_t *o = json_object();

	set(o, "ipv4", json_integer(voids4));
	set(o, "ipv6", json_integer(voids6));
	return o;
}

static json_t *
json_other(const struct spf_branch *other)
{
	return other == NULL ? json_null() : json_text(other->term->text);
}

static json_t *
json_branch(const struct spf_branch *b)
{
	json_t *o = json_object();

	set(o, "term", json_text(b->term->text));
	set(o, "lookups", json_integer(b->lookups));
	set(o, "total", json_integer(b->total));
	set(o, "void", json_voids(b->voids4, b->voids6));
	set(o, "covered_by", json_other(b->covered_by));
	set(o, "duplicate_of", json_other(b->duplicate_of));
	set(o, "shadowed", json_boolean(b->shadowed));
	set(o, "severity", json_string(severity_word(b->severity)));
	set(o, "problem", json_name(b->problem));
	set(o, "leads_to",
	    b->below == NULL ? json_null() : json_name(b->below->domain));
	return o;
}

/* The branches at *i and behind it that are as deep, with those below them. */
static json_t *
json_branches(const struct spf_tree *tree, size_t *i, unsigned depth)
{
	json_t *array = json_array();

	while (*i < tree->count && tree->branch[*i].depth == depth) {
		json_t *o = json_branch(&tree->branch[(*i)++]);

		set(o, "children", json_branches(tree, i, depth + 1));
		(void)json_array_append_new(array, o);
	}
	return array;
}

static json_t *
json_networks(const struct ip_network *network, size_t count)
{
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++) {
		char ip[IP_TEXT_MAX], text[IP_TEXT_MAX + sizeof("/128")];

		ip_format(&network[i].ip, ip);
		(void)snprintf(
		    text, sizeof(text), "%s/%u", ip, network[i].prefix);
		(void)json_array_append_new(array, json_string(text));
	}
	return array;
}

/* JSON integers of jansson have a sign. */
static json_t *
json_count(uint64_t n)
{
	return json_integer(n > INT64_MAX ? INT64_MAX : (json_int_t)n);
}

static json_t *
json_people(const struct spf_tree *tree)
{
	json_t *o = json_object();

	set(o, "ipv4", json_networks(tree->ip4, tree->ip4s));
	set(o, "ipv6", json_networks(tree->ip6, tree->ip6s));
	set(o, "ipv4_addresses", json_count(tree->addresses4));
	set(o, "ipv6_addresses", json_count(tree->addresses6));
	set(o, "ipv6_sites", json_count(tree->sites6));
	set(o, "exact", json_boolean(tree->exact));
	return o;
}

static json_t *
json_remarks(const struct spf_tree *tree)
{
	json_t *array = json_array();

	for (size_t i = 0; i < tree->remarks; i++) {
		json_t *o = json_object();

		set(o, "severity",
		    json_string(severity_word(tree->remark[i].severity)));
		set(o, "message", json_name(tree->remark[i].text));
		(void)json_array_append_new(array, o);
	}
	return array;
}

static void
print_json(const struct spf_tree *tree)
{
	const struct spf_record *record = tree->root->record;
	json_t *o = json_object();
	size_t i = 0;

	set(o, "version", json_integer(1));
	set(o, "domain", json_name(tree->domain));
	set(o, "record",
	    record == NULL ? json_null() : json_text(record->text));
	set(o, "lookups", json_integer(tree->cost.lookups));
	set(o, "void_lookups",
	    json_voids(tree->cost.voids4, tree->cost.voids6));
	set(o, "at_least",
	    json_boolean(tree->cost.at_least || tree->cut));
	set(o, "bytes", json_integer((json_int_t)tree->bytes));
	set(o, "rrset_bytes", json_integer((json_int_t)tree->rrset_bytes));
	set(o, "terms", json_branches(tree, &i, 0));
	set(o, "networks", json_people(tree));
	set(o, "remarks", json_remarks(tree));
	json_print(o);
}

/* --- For people ------------------------------------------------------ */

/* How a terminal shows what is wrong; nothing elsewhere. */
static const char *const colours[] = {
    [SEVERITY_OK] = "",
    [SEVERITY_INFO] = "\033[2m",
    [SEVERITY_WARNING] = "\033[33m",
    [SEVERITY_ERROR] = "\033[31m",
    [SEVERITY_UNKNOWN] = "\033[35m",
};

static void
print_branch(struct arena *arena, const struct spf_branch *b, bool colour)
{
	const char *own = b->lookups == 0
	    ? ""
	    : arena_printf(arena, "%u", b->lookups);
	const char *total = b->lookups == 0
	    ? ""
	    : arena_printf(arena, "%u", b->total);

	printf("%9s  %5s  %*s%s", own, total, (int)b->depth * 2, "",
	    text_safe(arena, b->term->text));
	if (b->below != NULL && b->below->record != NULL)
		printf(_("  (%zu octets)"), b->below->record->text.len);
	if (b->problem != NULL)
		printf("  %s%s%s", colour ? colours[b->severity] : "",
		    b->problem, colour ? "\033[0m" : "");
	printf("\n");
}

static void
print_records(struct arena *arena, const struct spf_node *root)
{
	for (size_t i = 0; i < root->answer->count; i++)
		if (spf_is_record(root->answer->rr[i].text))
			printf("%s\n",
			    text_safe(arena, root->answer->rr[i].text));
}

static void
print_tree(struct arena *arena, const struct spf_tree *tree, bool colour)
{
	printf("%s\n", spf_tree_costs(arena, tree));
	printf("%s\n", spf_tree_sizes(arena, tree));
	printf("%s\n", spf_tree_people4(arena, tree));
	printf("%s\n\n", spf_tree_people6(arena, tree));
	printf("%9s  %5s\n", _("look-ups"), _("total"));
	for (size_t i = 0; i < tree->count; i++)
		print_branch(arena, &tree->branch[i], colour);
	if (tree->cut)
		printf(_("The tree goes on; only %d terms are shown.\n"),
		    SPF_BRANCHES_MAX);
}

static void
print_text(struct show *s, bool colour)
{
	const struct spf_tree *tree = s->tree;

	printf("%s\n", tree->domain);
	print_records(&s->arena, tree->root);
	if (tree->root->record != NULL)
		print_tree(&s->arena, tree, colour);
	if (tree->remarks > 0)
		printf("\n");
	for (size_t i = 0; i < tree->remarks; i++)
		printf("%s%s%s\n",
		    colour ? colours[tree->remark[i].severity] : "",
		    tree->remark[i].text, colour ? "\033[0m" : "");
}

static int
exit_code(enum severity worst)
{
	static const int codes[] = {
	    [SEVERITY_OK] = EXIT_RIGHT,
	    [SEVERITY_INFO] = EXIT_RIGHT,
	    [SEVERITY_WARNING] = EXIT_WARNINGS,
	    [SEVERITY_ERROR] = EXIT_ERRORS,
	    [SEVERITY_UNKNOWN] = EXIT_UNKNOWN,
	};

	return codes[worst];
}

int
spf_show(struct cli *cli)
{
	struct show s = {.inquiry = NULL};
	struct dname domain;
	int code;

	if (!domain_argument(cli, 1, &domain))
		return EXIT_USAGE;
	s.domain = domain.text;
	s.inquiry = inquiry_new();
	asking_until_known(cli, s.inquiry, grow, &s);
	if (cli->options->json)
		print_json(s.tree);
	else
		print_text(&s,
		    cli->options->color && isatty(STDOUT_FILENO));
	code = exit_code(s.tree->worst);
	arena_release(&s.arena);
	inquiry_free(s.inquiry);
	return code;
}
