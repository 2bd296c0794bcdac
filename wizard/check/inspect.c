#include "wizard/check/inspect.h"
