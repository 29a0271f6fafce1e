#include "core/thread_priority.h"

#include <windows.h>

#include <avrt.h>

namespace palabre {

bool request_realtime() {
  DWORD task = 0;
  return AvSetMmThreadCharacteristicsW(L"Pro Audio", &task) != nullptr;
}

}  // namespace palabre
