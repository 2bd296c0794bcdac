/* What the tables of test_dkim_found.c and test_dkim_near.c are written with. */
#ifndef TESTS_UNIT_CHECK_DKIM_ROWS_H
#define TESTS_UNIT_CHECK_DKIM_ROWS_H

#include "tests/unit/check/scene.h"

/* The exponent 65536; and what a panel without capitals makes of a key. */
#define KEY_EVEN                                                   \
	"MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDjK45MPLBrOfgmOd98" \
	"0kjfgKb/GFFnE4/6pSNSOfu9jZGO5Z6FQa8TrpkgMLDWwSayc9UbsKv2" \
	"yGSqx7uwkVDKjaf2Hq2lvwa+W9ZWavwdkNuB0MGkgNsam6WeJcNr5lYq" \
	"pWzWbk51oTKcY1fr3wB9VHbLnu3AZdV8Tgs9GaAypwIDAQAA"
#define KEY_LOWER                                                  \
	"migfma0gcsqgsib3dqebaquaa4gnadcbiqkbgqdjk45mplbrofgmod98" \
	"0kjfgkb/gffne4/6psnsofu9jzgo5z6fqa8trpkgmldwwsayc9ubskv2" \
	"ygsqx7uwkvdkjaf2hq2lvwa+w9zwavwdknub0mgkgnsam6wejcnr5lyq" \
	"pwzwbk51otkcy1fr3wb9vhblnu3azdv8tgs9gaaypwidaqab"

/* 4104 bits, in strings of 224 octets. */
#define KEY_4104 \
	"MIICIzANBgkqhkiG9w0BAQEFAAOCAhAAMIICCwKCAgIAhQlozaE3R8HU" \
	"KLVjinY+V4kfPLeN9GW7KmOFuPnvl/WrQzm6RrRlUgEGW2q+UXgrFOJQ" \
	"qzTILLwHZLnZNLYg8U01mwoD5hGn7K379im2pRr/XtDAAFCRjS9iTQSO" \
	"z8K4vWXNF6A9/WGmlG4k8wYz1i/Gjo8UZbof8ACnaZt7jDWT2q1MQfyP" \
	"\" \"" \
	"HDW1+55Vhegb1DRC3mevvUsJI3wBVeZSCvZcFp7PT5QrDqmj7JYAvJ+H" \
	"FWaDKlIx5hj9O2P4tkmz96tMQ0EBBTiCMnTWFcw7Nc+Iw6RnxvJWk7Re" \
	"C3kTMHTpXd5g55+pxj3o4niaQ9ivmcc+mZenBqGkvvvzwgqSeaB1t+2Y" \
	"kZJX7SdZ++P7rg1vV3HkE+HjIkuN7qqzq5h5qYyAa8CwMYid4D4r1I+S" \
	"\" \"" \
	"IU5uWbpkDQ2jRLs+0FWmYLKKovFGZK9oL2Mx+22T5493ge9z12+kDD30" \
	"JvI2BNTsWsSWHCgfaI1/5BozRP3fzYfLObVOy3NjdEv+MV+2hQqS7VxJ" \
	"odAEdBlZ30ekYYTXbHDKDR67NXSqiDOix60rprPH5y05bpCI1SIZDp2G" \
	"bhR73xzZaQcF1LnRPor1I4IJLtmhO+v/dIulRgYnZINgtanl+zbQjNCD" \
	"\" \"" \
	"NK5L1xVGtCtmyqk+m6uDwXoJO4TIToDi62U/WsKuqDYF9KJ3deUBBnVN" \
	"AgMBAAE="

static const struct earlier_key key_before[] = {
    {"s1._domainkey.example.org", KEY_1024}};
static const struct earlier_facts
    other_keys = {.key = key_before, .keys = COUNT_OF(key_before)};

#define KEY(text)                                \
	{                                        \
		.dkim = KEY_LINE("\"" text "\"") \
	}

/* A key record at any name. */
#define AT(name, text) name " TXT \"" text "\"\n"
#define GOOD_1024 "v=DKIM1; p=" KEY_1024
#define GOOD_ED25519 "v=DKIM1; k=ed25519; p=" KEY_ED25519

#endif
