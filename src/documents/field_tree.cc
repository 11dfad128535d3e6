#include "documents/field_tree.h"

namespace dengbao {

const FieldTree* FieldTree::find(std::string_view path) const {
  const FieldTree* at = this;
  while (!path.empty()) {
    const auto dot = path.find('.');
    const auto* members = at->map();
    if (!members) return nullptr;
    const auto found = members->find(path.substr(0, dot));
    if (found == members->end()) return nullptr;
    at = &found->second;
    path = dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
  }
  return at;
}

void FieldTree::set(std::string_view path, FieldTree value) {
  FieldTree* at = this;
  while (true) {
    if (!at->map()) at->value_ = Map{};
    auto& members = std::get<Map>(at->value_);
    const auto dot = path.find('.');
    at = &members[std::string(path.substr(0, dot))];
    if (dot == std::string_view::npos) break;
    path.remove_prefix(dot + 1);
  }
  *at = std::move(value);
}

bool FieldTree::empty() const {
  return std::visit([](const auto& value) { return value.empty(); }, value_);
}

}  // namespace dengbao
