/* dkim_signing.conf of rspamd: the part of UCL that people write there. */
#include <string.h>

#include "wizard/io/host_keys_parse.h"

#define DEPTH_MAX 16

/* A block in braces, and what has been said in it. */
struct block {
	bool of_domain; /* it is about the domain that is looked for */
	struct slice path;
	struct slice selector;
};

struct reading {
	struct key_hunt *hunt;
	struct slice rest;
	struct block block[DEPTH_MAX];
	size_t depth;
	struct slice word[2]; /* of the statement so far: a name and a value */
	size_t words;
};

/* Blanks and comments. */
static void
skip(struct slice *rest)
{
	while (rest->len > 0) {
		const char *end = NULL;

		if (strchr(" \t\r=:[]", rest->ptr[0]) != NULL)
			end = rest->ptr + 1;
		else if (rest->ptr[0] == '#')
			end = memchr(rest->ptr, '\n', rest->len);
		else if (rest->len > 1 && memcmp(rest->ptr, "/*", 2) == 0)
			end = memmem(rest->ptr, rest->len, "*/", 2);
		else
			return;
		if (end == NULL)
			end = rest->ptr + rest->len;
		rest->len -= (size_t)(end - rest->ptr);
		rest->ptr = end;
		if (rest->len > 1 && memcmp(rest->ptr, "*/", 2) == 0) {
			rest->ptr += 2;
			rest->len -= 2;
		}
	}
}

static struct slice
take_word(struct slice *rest)
{
	struct slice word = *rest;
	const char *end;

	if (rest->ptr[0] == '"' || rest->ptr[0] == '\'') {
		end = memchr(rest->ptr + 1, rest->ptr[0], rest->len - 1);
		word.ptr++;
		word.len = end == NULL ? rest->len - 1
				       : (size_t)(end - word.ptr);
		end = end == NULL ? rest->ptr + rest->len : end + 1;
	} else {
		size_t n = 0;

		while (n < rest->len &&
		    strchr(" \t\r\n,=:;{}[]#\"'", rest->ptr[n]) == NULL)
			n++;
		word.len = n;
		end = rest->ptr + n;
	}
	rest->len -= (size_t)(end - rest->ptr);
	rest->ptr = end;
	return word;
}

static void
end_statement(struct reading *r)
{
	struct block *block = &r->block[r->depth];

	if (r->words == 2 && slice_is(r->word[0], "path"))
		block->path = r->word[1];
	else if (r->words == 2 && slice_is(r->word[0], "selector"))
		block->selector = r->word[1];
	else if (r->words == 2 && slice_is(r->word[0], "selector_map") &&
	    r->hunt->tables < COUNT_OF(r->hunt->table))
		r->hunt->table[r->hunt->tables++].file =
		    arena_copy_slice(r->hunt->arena, r->word[1]);
	r->words = 0;
}

/* "example.jp {": what was said further out holds in it, too. */
static bool
open_block(struct reading *r)
{
	const char *domain = r->hunt->domain;
	struct slice name = {.ptr = ""};

	if (r->depth + 1 == DEPTH_MAX)
		return false;
	if (r->words > 0)
		name = r->word[r->words - 1];
	r->words = 0;
	r->depth++;
	r->block[r->depth] = r->block[r->depth - 1];
	if (slice_is_nocase(name, domain))
		r->block[r->depth] = (struct block) {.of_domain = true,
		    .path = r->block[r->depth - 1].path};
	return true;
}

static void
add(struct key_hunt *hunt, const struct block *block)
{
	hunt_add(hunt, slice_of(hunt->domain), block->selector, block->path);
}

static void
close_block(struct reading *r)
{
	end_statement(r);
	if (r->depth == 0)
		return;
	if (r->block[r->depth].of_domain)
		add(r->hunt, &r->block[r->depth]);
	r->depth--;
}

void
hunt_rspamd(struct key_hunt *hunt, struct slice text)
{
	struct reading r = {.hunt = hunt, .rest = text};

	r.block[0].selector = slice_of("dkim");
	r.block[0].path =
	    slice_of("/var/lib/rspamd/dkim/$domain.$selector.key");
	for (skip(&r.rest); r.rest.len > 0; skip(&r.rest)) {
		char c = r.rest.ptr[0];

		if (strchr(";{}\n,", c) == NULL) {
			struct slice word = take_word(&r.rest);

			if (r.words < COUNT_OF(r.word))
				r.word[r.words++] = word;
			continue;
		}
		r.rest.ptr++;
		r.rest.len--;
		if (c == ';' || (strchr("\n,", c) != NULL && r.words == 2))
			end_statement(&r);
		else if (c == '}')
			close_block(&r);
		else if (c == '{' && !open_block(&r))
			return;
	}
	end_statement(&r);
	add(hunt, &r.block[0]);
	for (size_t i = 0; i < hunt->tables; i++)
		if (hunt->table[i].path == NULL)
			hunt->table[i].path =
			    arena_copy_slice(hunt->arena, r.block[0].path);
}
