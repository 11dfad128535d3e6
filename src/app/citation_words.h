#pragma once
// Citations as people write them: 《信息安全等级保护管理办法》第十六条, not "mps-2007-43 §16".

#include <string_view>

#include "law/law.h"

namespace dengbao {

// One citation, or several with "；" between them. The instrument by its title; an article as 第…条,
// a chapter of a standard as 第…章, a clause of one by its number, a row of a form as 第…项. What the
// law does not know is left as it stands: somebody may have written it by hand.
Label citation_words(const Law& law, std::string_view citations);

}  // namespace dengbao
