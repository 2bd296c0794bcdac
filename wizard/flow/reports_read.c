/* From files of any kind to reports. */
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/reports_work.h"
#include "wizard/record/mime.h"

#define HEAD 4096 /* octets in which a report says that it is one */

struct reading {
	struct reports *reports;
	struct arena arena; /* of what is unpacked */
	size_t room;        /* octets that may still come out */
	size_t found;       /* reports, new ones */
	size_t known;       /* reports that were there before */
	struct err *err;    /* the first thing that went wrong */
};

static void read_any(
    struct reading *r, struct slice data, unsigned depth, bool attached);

/* What comes first is said; what else there is is read all the same. */
static void
fail(struct reading *r, const struct err *err)
{
	if (r->err->code == ERR_OK)
		*r->err = *err;
}

/* --- What is inside ------------------------------------------------------- */

static void
read_xml(struct reading *r, struct slice xml)
{
	struct dmarc_report report;
	struct err err = ERR_INIT;
	bool new;

	if (dmarc_report_parse(&r->reports->arena, xml, &report, &err) !=
		ERR_OK ||
	    reports_take(r->reports, &report, &new, &err) != ERR_OK) {
		fail(r, &err);
		return;
	}
	r->found += new;
	r->known += !new;
}

static void
read_packed(struct reading *r, struct slice packed, unsigned depth, bool zip)
{
	const struct unpack_service *s = &r->reports->services->unpack;
	struct unpacked unpacked = {.files = 0};
	struct err err = ERR_INIT;

	if ((zip ? s->unzip : s->gunzip)(
		s->self, &r->arena, packed, &unpacked, &err) != ERR_OK) {
		fail(r, &err);
		return;
	}
	for (size_t i = 0; i < unpacked.files; i++) {
		size_t len = unpacked.file[i].len;

		if (len > r->room) {
			(void)err_set(&err, ERR_LIMIT,
			    _("It unpacks to more than %u MB, all told. The "
			      "rest was not read."),
			    REPORTS_UNPACKED_MAX >> 20);
			fail(r, &err);
			return;
		}
		r->room -= len;
		read_any(r, unpacked.file[i], depth + 1, false);
	}
}

static void
read_message(struct reading *r, struct slice text, unsigned depth)
{
	struct mime_parts parts;
	struct err err = ERR_INIT;

	if (mime_parts(&r->arena, text, &parts, &err) != ERR_OK) {
		fail(r, &err);
		return;
	}
	for (size_t i = 0; i < parts.count; i++)
		read_any(r, parts.part[i], depth + 1, true);
}

/* --- By what it is -------------------------------------------------------- */

static bool
begins(struct slice data, const char *mark)
{
	size_t len = strlen(mark);

	return data.len >= len && memcmp(data.ptr, mark, len) == 0;
}

static bool
is_gzip(struct slice data)
{
	return begins(data, "\x1f\x8b");
}

/* A local file, or the end of an archive without any. */
static bool
is_zip(struct slice data)
{
	return begins(data, "PK\3\4") || begins(data, "PK\5\6");
}

/* UTF-8 with or without its mark, or UTF-16 of either order. */
static bool
is_xml(struct slice data)
{
	return begins(slice_trim(data, " \t\r\n"), "<") ||
	    begins(data, "\xef\xbb\xbf<") || begins(data, "\xff\xfe<") ||
	    begins(data, "\xfe\xff");
}

/* Text for people is XML as well, when it is HTML. */
static bool
is_report(struct slice data)
{
	static const char root[] = "feedback";
	size_t head = data.len < HEAD ? data.len : HEAD;

	return is_xml(data) &&
	    (memmem(data.ptr, head, root, strlen(root)) != NULL ||
		!begins(slice_trim(data, " \t\r\n"), "<"));
}

/* attached: a part of a message, which holds text for people as well. */
static void
read_any(struct reading *r, struct slice data, unsigned depth, bool attached)
{
	struct err err = ERR_INIT;

	if (depth == REPORTS_DEPTH_MAX) {
		(void)err_set(&err, ERR_LIMIT,
		    _("Files are packed inside files more than %d times. That "
		      "is a trap, not a report: it was not read."),
		    REPORTS_DEPTH_MAX - 1);
		fail(r, &err);
	} else if (is_gzip(data) || is_zip(data)) {
		read_packed(r, data, depth, is_zip(data));
	} else if (attached ? is_report(data) : is_xml(data)) {
		read_xml(r, data);
	} else if (!attached) {
		read_message(r, data, depth);
	}
}

enum err_code
reports_add(struct reports *reports, struct slice file, size_t *ret_found,
    struct err *err)
{
	struct reading r = {
	    .reports = reports,
	    .room = REPORTS_UNPACKED_MAX,
	    .err = err,
	};

	err->code = ERR_OK;
	read_any(&r, file, 0, false);
	arena_release(&r.arena);
	*ret_found = r.found;
	if (err->code == ERR_OK && r.found + r.known == 0)
		return err_set(err, ERR_MISSING,
		    _("There is no DMARC report in it."));
	return err->code;
}
