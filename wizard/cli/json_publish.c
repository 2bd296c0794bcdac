#include "wizard/cli/json_publish.h"

#include "wizard/cli/json.h"

static const char *
state_word(const struct publish_report *report, const struct publish_zone *zone)
{
	if (!report->confirmed)
		return "shown";
	if (!zone->over)
		return "unknown";
	if (update_is_done(&zone->result))
		return "done";
	return update_is_refused(&zone->result) ? "refused" : "unknown";
}

static json_t *
json_lines(const struct dnsupdate *update)
{
	struct arena arena = ARENA_INIT;
	json_t *lines = json_array();

	for (size_t i = 0; i < update->count; i++)
		(void)json_array_append_new(lines,
		    json_name(dnsupdate_print(&arena, &update->line[i])));
	arena_release(&arena);
	return lines;
}

static json_t *
json_zone(const struct publish_report *report, const struct publish_zone *zone)
{
	const unsigned port = zone->port != 0 ? zone->port : report->port;
	struct arena arena = ARENA_INIT;
	json_t *o = json_object();
	char ip[IP_TEXT_MAX];

	ip_format(&zone->ip, ip);
	(void)json_object_set_new(o, "zone", json_name(zone->zone));
	(void)json_object_set_new(o, "server", json_string(ip));
	(void)json_object_set_new(o, "port", json_integer(port));
	(void)json_object_set_new(o, "lines", json_lines(&zone->update));
	(void)json_object_set_new(
	    o, "state", json_string(state_word(report, zone)));
	(void)json_object_set_new(o, "code",
	    zone->over ? json_name(update_word(&zone->result)) : json_null());
	(void)json_object_set_new(o, "message",
	    zone->over ? json_name(update_say(&arena, &zone->result))
		       : json_null());
	arena_release(&arena);
	return o;
}

/* The names at which nothing is done, and why. */
static json_t *
json_left_out(const struct publish *publish)
{
	json_t *list = json_array();

	for (size_t i = 0; i < publish_rrsets(publish); i++) {
		const struct update_rrset *set = publish_rrset(publish, i);
		json_t *o;

		if (set->problem == NULL)
			continue;
		o = json_object();
		(void)json_object_set_new(o, "name", json_name(set->name));
		(void)json_object_set_new(
		    o, "type", json_string(dns_type_word(set->type)));
		(void)json_object_set_new(
		    o, "message", json_name(set->problem));
		(void)json_array_append_new(list, o);
	}
	return list;
}

json_t *
json_publish(const struct publish_report *report)
{
	json_t *o = json_object(), *updates = json_array();

	for (size_t i = 0; i < publish_zones(report->publish); i++)
		(void)json_array_append_new(updates,
		    json_zone(report, publish_zone(report->publish, i)));
	(void)json_object_set_new(o, "version", json_integer(1));
	(void)json_object_set_new(o, "domain", json_name(report->domain));
	(void)json_object_set_new(o, "undo", json_boolean(report->undo));
	(void)json_object_set_new(o, "key", json_name(report->key));
	(void)json_object_set_new(o, "updates", updates);
	(void)json_object_set_new(
	    o, "left_out", json_left_out(report->publish));
	return o;
}
