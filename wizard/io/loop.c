#include "wizard/flow/services.h"
