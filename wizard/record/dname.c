#include "wizard/record/dname.h"
