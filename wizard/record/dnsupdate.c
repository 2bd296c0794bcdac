#include "wizard/record/dnsupdate.h"

#include <inttypes.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/record/dname_wire.h"
#include "wizard/record/rrdata.h"

#define HEADER_LEN    12
#define OPCODE_UPDATE 5 /* RFC 2136 section 1.3 */
#define CLASS_IN      1
#define CLASS_NONE    254
#define TYPE_ANY      255 /* RFC 2136 section 1.3 */

/* What RFC 2136 section 2.4 and 2.5 make of class and section. */
static const struct verb {
	const char *words; /* of nsupdate */
	uint16_t class;
	bool prerequisite;
	bool any; /* whatever the type */
} verbs[] = {
    [UPDATE_HAS] = {"prereq yxrrset", CLASS_IN, .prerequisite = true},
    [UPDATE_LACKS] = {"prereq nxrrset", CLASS_NONE, .prerequisite = true},
    [UPDATE_UNUSED] = {"prereq nxdomain", CLASS_NONE, .prerequisite = true,
	.any = true},
    [UPDATE_DELETE] = {"update delete", CLASS_NONE, .prerequisite = false},
    [UPDATE_ADD] = {"update add", CLASS_IN, .prerequisite = false},
};

void
dnsupdate_add(struct arena *arena, struct dnsupdate *update,
    const struct dnsupdate_line *line)
{
	update->line = arena_push(
	    arena, update->line, &update->count, sizeof(*update->line));
	update->line[update->count - 1] = *line;
}

/* --- The message --------------------------------------------------------- */

static void
put32(struct buf *out, uint32_t value)
{
	buf_add16(out, value >> 16);
	buf_add16(out, value & 0xffff);
}

static enum err_code
put_name(struct buf *out, const char *name, struct err *err)
{
	uint8_t wire[DNAME_WIRE_MAX];
	size_t len;

	if (dname_to_wire(slice_of(name), wire, &len, err) != ERR_OK)
		return err->code;
	buf_add(out, wire, len);
	return ERR_OK;
}

static enum err_code
put_line(struct buf *out, const struct dnsupdate_line *line, struct err *err)
{
	if (put_name(out, line->name, err) != ERR_OK)
		return err->code;
	buf_add16(out, verbs[line->verb].any ? TYPE_ANY : line->type);
	buf_add16(out, verbs[line->verb].class);
	put32(out, line->verb == UPDATE_ADD ? line->ttl : 0);
	buf_add16(out, line->data.len);
	buf_add(out, line->data.ptr, line->data.len);
	return ERR_OK;
}

static void
put_header(struct buf *out, const struct dnsupdate *update, uint16_t id)
{
	size_t prerequisites = 0;

	for (size_t i = 0; i < update->count; i++)
		prerequisites += verbs[update->line[i].verb].prerequisite;
	buf_add16(out, id);
	buf_add16(out, OPCODE_UPDATE << 11);
	buf_add16(out, 1);
	buf_add16(out, prerequisites);
	buf_add16(out, update->count - prerequisites);
	buf_add16(out, 0);
}

enum err_code
dnsupdate_encode(const struct dnsupdate *update, uint16_t id, struct buf *ret,
    struct err *err)
{
	put_header(ret, update, id);
	if (put_name(ret, update->zone, err) != ERR_OK)
		return err->code;
	buf_add16(ret, DNS_SOA);
	buf_add16(ret, CLASS_IN);
	for (size_t i = 0; i < update->count; i++) {
		if (put_line(ret, &update->line[i], err) != ERR_OK)
			return err->code;
		if (ret->len > DNS_MESSAGE_MAX)
			return err_set(err, ERR_LIMIT,
			    _("the update of %s is larger than a DNS message "
			      "may be"),
			    update->zone);
	}
	return ERR_OK;
}

bool
dnsupdate_is_answer(struct slice wire, uint16_t id, uint8_t *ret_rcode)
{
	uint8_t head[4];

	if (wire.len < HEADER_LEN)
		return false;
	memcpy(head, wire.ptr, sizeof(head));
	if ((head[0] << 8 | head[1]) != id || (head[2] & 0x80) == 0 ||
	    (head[2] >> 3 & 0xf) != OPCODE_UPDATE)
		return false;
	*ret_rcode = head[3] & 0xf;
	return true;
}

/* --- For people, and for nsupdate ---------------------------------------- */

const char *
dnsupdate_print(struct arena *arena, const struct dnsupdate_line *line)
{
	const struct verb *verb = &verbs[line->verb];
	const char *data = rrdata_print(arena, line->type, line->data);
	const char *blank = line->data.len > 0 ? " " : "";
	const char *type = dns_type_word(line->type);

	if (verb->any)
		return arena_printf(
		    arena, "%s %s.", verb->words, line->name);
	if (line->verb == UPDATE_ADD)
		return arena_printf(arena, "%s %s. %" PRIu32 " %s%s%s",
		    verb->words, line->name, line->ttl, type, blank, data);
	return arena_printf(arena, "%s %s. %s%s%s", verb->words, line->name,
	    type, blank, data);
}
