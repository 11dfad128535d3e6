#pragma once
// What a notice says where it is read outside the page: a subject, a few lines, and the same as
// JSON for programs.

#include "app/carriers.h"
#include "app/notices.h"

namespace dengbao {

// Everything of a parcel but where it goes. `lang`: zh-CN or en; `page`: address of the pages, may
// be empty. Names of the notice's own party, its cases and subjects, nothing else.
Result<Parcel> notice_parcel(Installation& installation, Reading& reading, const RecordRow& notice,
                             const std::string& account, const std::string& lang,
                             const std::string& page);

}  // namespace dengbao
