#include "wizard/flow/wizard.h"
