/*
 * What a step shows, as data without a terminal in it. The full-screen face
 * paints it, the plain face prints it line by line, tests read it.
 */
#ifndef FLOW_VIEW_H
#define FLOW_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "wizard/base/arena.h"

/* What a piece of text means; the face decides how that looks. */
enum role {
	ROLE_NORMAL,
	ROLE_STRONG,
	ROLE_DIM,
	ROLE_OK,
	ROLE_PROBLEM,
	ROLE_WARNING,
	ROLE_WAIT,
	ROLE_ADD,    /* a line of a diff that comes */
	ROLE_REMOVE, /* a line of a diff that goes */
};

enum item_kind {
	ITEM_TEXT,   /* a paragraph in label; wraps */
	ITEM_BLANK,  /* an empty line; first to go when space is short */
	ITEM_VALUE,  /* a record in value: clipped; as a line of a diff wrapped */
	ITEM_HEAD,   /* column titles of a table */
	ITEM_ROW,    /* a row of a table */
	ITEM_MARK,   /* a row with a mark: [x] [ ] [?] */
	ITEM_CHOICE, /* one of several: (o) ( ) */
	ITEM_FIELD,  /* a line of text to edit */
	ITEM_BUTTON, /* < label > */
};

#define VIEW_CELLS 8

struct cell {
	const char *text;
	enum role role;
};

/*
 * Columns of a table. On narrow windows columns go by rank, highest first; rank
 * 0 never goes. The flexible column is clipped when it does not fit.
 */
struct table {
	size_t columns;
	struct {
		unsigned char rank;
		bool flexible;
		bool right; /* right-aligned */
	} column[VIEW_CELLS];
};

/* Octets that a face takes for an area; what is longer is cut there. */
#define VIEW_AREA_MAX (256U * 1024)

struct item {
	enum item_kind kind;
	int id;      /* 0: cannot have the focus; stable while the step lasts */
	int number;  /* 1..9: the digit that chooses it */
	enum role role;
	char mark;          /* ITEM_MARK: 'x', ' ', '?' */
	bool chosen;        /* ITEM_CHOICE */
	bool disabled;      /* ITEM_CHOICE, ITEM_BUTTON: cannot be taken now */
	bool enter_presses; /* Enter on it does what Space does */
	bool secret_width;  /* ITEM_FIELD: value is not a name: no folding */
	bool area;          /* ITEM_FIELD: many lines, for a pasted message */
	const char *label;
	const char *value;      /* ITEM_FIELD, ITEM_VALUE */
	const char *suggestion; /* ITEM_FIELD: taken when nothing is typed */
	const char *state;      /* a word: "ok", "problem", "wait 2 s" */
	enum role state_role;
	const char *note;       /* beside or below the item */
	const struct table *table;
	struct cell cell[VIEW_CELLS]; /* ITEM_HEAD, ITEM_ROW, ITEM_MARK */
	size_t plain; /* from 1: its record in view.plain; 0: none */
	const char *const *detail; /* lines shown below while it has the focus */
	size_t details;
};

/* A key that works now. The footer lists them; nothing else is bound. */
struct hint {
	/* The letter; '\r' Enter, '\033' Esc, '\004' the end of an area. */
	char key;
	const char *verb; /* "continue" */
	bool hidden;      /* works, but is not worth a place in the footer */
};

/* A record for the plain view: each part is printed as one unbroken line. */
struct plain_record {
	const char *title;
	const char *name;
	const char *value;
};

#define VIEW_HINTS 16

struct view {
	const char *id;      /* of the step, static; another id, another screen */
	const char *domain;  /* of the header; "(new)" */
	const char *title;   /* "Step 5 of 10: SPF" */
	int step;            /* 1..10; 0 outside the numbered steps */
	const char *saved;   /* "saved 14:02"; "" never */
	struct item *item;
	size_t items;
	struct hint hint[VIEW_HINTS];
	size_t hints;
	const char *message; /* the line above the footer; NULL none */
	enum role message_role;
	const char *help;    /* the help page of this step */
	const struct plain_record *plain; /* what 'v' shows; none: no 'v' */
	size_t plains;
	size_t plain_first; /* of these, the one 'v' begins with */
	bool waiting; /* for long: when it ends, a terminal may ring once */
	bool busy; /* something is under way that will change the view */
	bool background; /* busy with what nobody has to wait for */
};

/* For those who build views. Every function returns the new item. */
struct item *view_text(struct arena *, struct view *, const char *fmt, ...)
    PRINTFLIKE(3, 4);
struct item *view_blank(struct arena *, struct view *);
struct item *view_add(struct arena *, struct view *, enum item_kind kind, int id);
void view_hint(struct view *, char key, const char *verb);
void view_hidden_hint(struct view *, char key, const char *verb);

#endif
