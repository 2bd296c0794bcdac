#include "wizard/flow/view.h"
