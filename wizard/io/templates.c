#include "wizard/io/templates.h"

#include <dirent.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "wizard/base/i18n.h"
#include "wizard/io/templates_kinds.h"
#include "wizard/io/templates_panel.h"
#include "wizard/io/wholefile.h"

#define FORMAT_MAX (64U << 10) /* octets of an export format, a signer */
#define FORMATS_MAX 64

enum {
	FORMATS,
	SIGNERS,
	FOLDERS
};

/* --- Folders: export formats, signers ------------------------------------ */

/* "bind" of "bind.txt"; NULL: another file. */
static const char *
format_id(struct arena *arena, const char *name)
{
	size_t len = strlen(name);

	if (name[0] == '.' || len < 5 || strcmp(name + len - 4, ".txt") != 0 ||
	    !ini_is_id(name))
		return NULL;
	return arena_copy_slice(arena, (struct slice) {name, len - 4});
}

/* The files of a folder, each read by the parser of its kind. */
struct folder {
	const char *name;
	size_t size; /* of an element */
	/* Reads a file into an element whose id is known. */
	enum err_code (*parse)(struct arena *arena, const char *file,
	    const char *id, struct slice text, void *ret, struct err *err);
	char *element;
	size_t count;
};

static enum err_code
parse_format(struct arena *arena, const char *file, const char *id,
    struct slice text, void *ret, struct err *err)
{
	struct format_template *format = ret;
	enum err_code code =
	    templates_parse_format(arena, file, text, format, err);

	format->id = id;
	return code;
}

static enum err_code
parse_signer(struct arena *arena, const char *file, const char *id,
    struct slice text, void *ret, struct err *err)
{
	struct signer_template *signer = ret;
	enum err_code code =
	    templates_parse_signer(arena, file, text, signer, err);

	signer->id = id;
	return code;
}

/* The first member of every element is its id. */
static const char *
id_at(const struct folder *folder, size_t i)
{
	const char *id;

	memcpy(&id, folder->element + i * folder->size, sizeof(id));
	return id;
}

/* The element with that id, a new one when there is none. */
static void *
element_of(struct arena *arena, struct folder *folder, const char *id)
{
	for (size_t i = 0; i < folder->count; i++)
		if (strcmp(id_at(folder, i), id) == 0)
			return folder->element + i * folder->size;
	folder->element = arena_push(
	    arena, folder->element, &folder->count, folder->size);
	return folder->element + (folder->count - 1) * folder->size;
}

static enum err_code
read_file(struct arena *arena, const char *path, const char *id,
    struct folder *folder, struct err *err)
{
	void *element = arena_alloc(arena, folder->size);
	struct buf text = BUF_INIT;
	enum err_code code;

	if (folder->count == FORMATS_MAX)
		return err_set(err, ERR_LIMIT,
		    _("%s: more than %d files in this folder"), path,
		    FORMATS_MAX);
	code = wholefile_read(AT_FDCWD, path, true, FORMAT_MAX, &text, err);
	if (code == ERR_OK)
		code = folder->parse(arena, path, id,
		    (struct slice) {buf_text(&text), text.len}, element, err);
	buf_release(&text);
	if (code == ERR_OK)
		memcpy(element_of(arena, folder, id), element, folder->size);
	return code;
}

static enum err_code
read_folder(struct arena *arena, const char *dir, struct folder *folder,
    struct err *err)
{
	const char *path = arena_printf(arena, "%s/%s", dir, folder->name);
	enum err_code code = ERR_OK;
	struct dirent **entry;
	/* In alphabetical order, so that lists do not change by themselves. */
	int n = scandir(path, &entry, NULL, alphasort);

	for (int i = 0; i < n; i++) {
		const char *id = format_id(arena, entry[i]->d_name);

		if (id != NULL && code == ERR_OK)
			code = read_file(arena,
			    arena_printf(arena, "%s/%s.txt", path, id), id,
			    folder, err);
		free(entry[i]);
	}
	if (n >= 0)
		free(entry);
	return code;
}

/* --- Rows as the decisions want them ------------------------------------- */

/* Is there a way to this address? Asks the routing table, sends nothing. */
static bool
has_route(const struct ip *ip)
{
	struct sockaddr_in6 six = {
	    .sin6_family = AF_INET6, .sin6_port = htons(53)};
	struct sockaddr_in four = {
	    .sin_family = AF_INET, .sin_port = htons(53)};
	int fd = socket(
	    ip->family == 4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int result;

	if (fd == -1)
		return false;
	memcpy(&four.sin_addr, ip->octets, sizeof(four.sin_addr));
	memcpy(&six.sin6_addr, ip->octets, sizeof(six.sin6_addr));
	if (ip->family == 4)
		result = connect(fd, (struct sockaddr *)&four, sizeof(four));
	else
		result = connect(fd, (struct sockaddr *)&six, sizeof(six));
	(void)close(fd);
	return result == 0;
}

/* IPv4, unless this machine can reach only the IPv6 address. */
static struct ip
reachable_address(const struct resolver_row *row)
{
	struct ip four = {.family = 0}, six = {.family = 0};

	if (!ip_parse(slice_of(row->ipv4), &four) ||
	    !ip_parse(slice_of(row->ipv6), &six))
		return four;
	return !has_route(&four) && has_route(&six) ? six : four;
}

static void
take_resolvers(
    struct arena *arena, const struct ini_table *table, struct templates *ret)
{
	const struct resolver_row *row = (const void *)table->row;
	struct resolver_template *resolver =
	    arena_alloc(arena, table->count * sizeof(*resolver));

	for (size_t i = 0; i < table->count; i++) {
		resolver[i].name = row[i].name;
		resolver[i].ip = reachable_address(&row[i]);
		resolver[i].operator = row[i].operator;
		resolver[i].region = row[i].region;
		resolver[i].flush = row[i].flush;
	}
	ret->resolver = resolver;
	ret->resolvers = table->count;
}

static void
take_blocklists(
    struct arena *arena, const struct ini_table *table, struct templates *ret)
{
	const struct blocklist_row *row = (const void *)table->row;
	struct blocklist *list =
	    arena_alloc(arena, table->count * sizeof(*list));

	for (size_t i = 0; i < table->count; i++)
		list[i] = (struct blocklist) {
		    .id = row[i].id,
		    .name = row[i].name,
		    .zone = row[i].zone,
		    .kinds = templates_blocklist_kinds(row[i].lists),
		    .removal = row[i].removal,
		};
	ret->blocklist = list;
	ret->blocklists = table->count;
}

static enum err_code
take_selectors(struct arena *arena, const struct ini_table *table,
    struct templates *ret, struct err *err)
{
	const struct selector_row *row = (const void *)table->row;
	const char **selector =
	    arena_alloc(arena, table->count * sizeof(*selector));

	for (size_t i = 0; i < table->count; i++) {
		if (!dkim_is_selector(slice_of(row[i].id)))
			return err_set(err, ERR_SYNTAX,
			    _("%s: [%s] is not a selector: letters, digits "
			      "and hyphens."),
			    templates_kinds[SELECTORS].file, row[i].id);
		selector[i] = row[i].id;
	}
	ret->selector = selector;
	ret->selectors = table->count;
	return ERR_OK;
}

/* Services that pass DMARC by DKIM alone need no term in SPF. */
static void
take_home(struct arena *arena, const struct sender_template *s,
    struct selector_hint **hint, size_t *count)
{
	struct slice rest = slice_of(s->home), name;

	while (strcmp(s->align, "dkim") == 0 && slice_next(&rest, ' ', &name)) {
		if (name.len == 0)
			continue;
		*hint = arena_push(arena, *hint, count, sizeof(**hint));
		(*hint)[*count - 1] = (struct selector_hint) {
		    .service = arena_copy_slice(arena, name),
		    .selectors = "",
		    .apart = true,
		};
	}
}

static void
take_hint(struct arena *arena, const struct sender_template *s,
    const char *service, struct selector_hint **hint, size_t *count)
{
	*hint = arena_push(arena, *hint, count, sizeof(**hint));
	(*hint)[*count - 1] = (struct selector_hint) {
	    .service = service, .selectors = s->selectors};
}

/* A service is known by the name in its SPF term, and by its mail servers. */
static void
take_hints(struct arena *arena, struct templates *ret)
{
	struct selector_hint *hint = NULL;
	size_t n = 0;

	for (size_t i = 0; i < ret->senders; i++) {
		const struct sender_template *s = &ret->sender[i];
		const char *colon = strchr(s->spf, ':');

		take_home(arena, s, &hint, &n);
		if (s->selectors[0] == '\0')
			continue;
		if (colon != NULL)
			take_hint(arena, s, colon + 1, &hint, &n);
		if (s->mx[0] != '\0')
			take_hint(arena, s, s->mx, &hint, &n);
	}
	ret->hint = hint;
	ret->hints = n;
}

static enum err_code
take_all(struct arena *arena, const struct ini_table table[KINDS],
    const struct folder folder[FOLDERS], struct templates *ret,
    struct err *err)
{
	struct templates all = {
	    .panel = templates_panels(arena,
		(const void *)table[PANELS].row, table[PANELS].count),
	    .panels = table[PANELS].count,
	    .sender = (const void *)table[SENDERS].row,
	    .senders = table[SENDERS].count,
	    .record = (const void *)table[RECORDS].row,
	    .records = table[RECORDS].count,
	    .format = (const void *)folder[FORMATS].element,
	    .formats = folder[FORMATS].count,
	    .signer = (const void *)folder[SIGNERS].element,
	    .signers = folder[SIGNERS].count,
	    .advice = (const void *)table[ADVICE].row,
	    .advices = table[ADVICE].count,
	    .bounce =
		{
		    .row = (const void *)table[BOUNCES].row,
		    .rows = table[BOUNCES].count,
		    .receiver = (const void *)table[RECEIVERS].row,
		    .receivers = table[RECEIVERS].count,
		},
	};

	for (size_t i = 0; i < KINDS; i++)
		if (ini_check(&templates_kinds[i], &table[i], err) != ERR_OK)
			return err->code;
	if (take_selectors(arena, &table[SELECTORS], &all, err) != ERR_OK)
		return err->code;
	take_resolvers(arena, &table[RESOLVERS], &all);
	take_hints(arena, &all);
	all.dns_host = templates_dns_hosts(arena, all.panel, all.panels);
	take_blocklists(arena, &table[BLOCKLISTS], &all);
	*ret = all;
	return ERR_OK;
}

enum err_code
templates_load_from(struct arena *arena, const struct paths *dirs,
    struct templates *ret, struct err *err)
{
	struct ini_table table[KINDS] = {{.row = NULL}};
	struct folder folder[FOLDERS] = {
	    [FORMATS] = {.name = "formats",
		.size = sizeof(struct format_template),
		.parse = parse_format},
	    [SIGNERS] = {.name = "signers",
		.size = sizeof(struct signer_template),
		.parse = parse_signer},
	};

	for (size_t i = 0; i < dirs->count; i++) {
		const char *dir = dirs->path[i];

		for (size_t kind = 0; kind < KINDS; kind++)
			if (ini_read(arena, &templates_kinds[kind],
				&table[kind], dir, err) != ERR_OK)
				return err->code;
		for (size_t f = 0; f < FOLDERS; f++)
			if (read_folder(arena, dir, &folder[f], err) != ERR_OK)
				return err->code;
	}
	return take_all(arena, table, folder, ret, err);
}

/* --- Where they are ------------------------------------------------------ */

/* Our own data is not optional: nothing could be proposed without it. */
static const char *
own_directory(struct arena *arena)
{
	struct paths own = paths_templates_own(arena);

	for (size_t i = 0; i < own.count; i++)
		if (access(arena_printf(arena, "%s/%s", own.path[i],
			       templates_kinds[RECORDS].file),
			F_OK) == 0)
			return own.path[i];
	return NULL;
}

enum err_code
templates_load(struct arena *arena, struct templates *ret, struct err *err)
{
	const char *own = own_directory(arena);
	struct paths extra = paths_templates_extra(arena);
	struct paths all = {.path = NULL};

	if (own == NULL)
		return err_set(err, ERR_MISSING,
		    _("The templates of this program are not where they "
		      "belong: beside it or in ../share/inkan/templates. "
		      "Install it again."));
	all.path = arena_alloc(arena, (extra.count + 1) * sizeof(*all.path));
	all.path[all.count++] = own;
	for (size_t i = 0; i < extra.count; i++)
		all.path[all.count++] = extra.path[i];
	return templates_load_from(arena, &all, ret, err);
}
