#pragma once
// What a template uses of the entries of a list: the "{item.…}" of its blocks with `each`.

#include <string>
#include <vector>

#include "base/yaml.h"
#include "law/law.h"

namespace dengbao {

struct ListField {
  std::string list;    // the fact that the block goes through
  std::string member;  // what stands after "item.", without a filter
};

// Of all blocks of a template that go through a fact, in the order of the file.
std::vector<ListField> list_fields(const Yaml& form);

// Whether entries of `list`, a fact of a procedure, have such a member: a member of the record, or,
// where the list was found among cases, a field of those. Personal facts of other cases are not
// shown in a list, so they count as missing.
bool has_member(const Law& law, const FactDecl& list, const std::string& member);

}  // namespace dengbao
