// Which rows a profile selects.
#include "base/nearest.h"
#include "catalogue/oscal_parts.h"

namespace dengbao::requirements {
namespace {

using Keys = std::set<std::pair<std::string, int>>;

std::unexpected<Explanation> unusable(std::string reason, std::string_view path) {
  return fail(ErrorKind::BadInput, "catalogue.no_such_profile", {{"reason", std::move(reason)}},
              std::string(path));
}

class Importer {
 public:
  Importer(const Standard& c, const std::vector<Item>& extra, std::string_view path) : path_(path) {
    for (const auto* items : {&c.items, &extra})
      for (const Item& item : *items)
        for (const AtLevel& l : item.levels)
          known_.emplace(control_id(item.id, l.level), std::pair(item.id, l.level));
  }

  Status import(const json::value& v) {
    const json::object* o = v.if_object();
    if (!o) return unusable("imports", path_);
    Keys taken, left;
    const json::value* include = o->if_contains("include-controls");
    const json::value* exclude = o->if_contains("exclude-controls");
    if (!include && !o->contains("include-all"))
      return unusable("imports: include-all, include-controls", path_);
    if (!include)
      for (const auto& [id, key] : known_) taken.insert(key);
    if (include) CHECK(take(*include, taken));
    if (exclude) CHECK(take(*exclude, left));
    for (const auto& key : taken)
      if (!left.contains(key)) keys_.insert(key);
    return {};
  }
  Keys take_keys() { return std::move(keys_); }

 private:
  Status take(const json::value& lists, Keys& to) const {
    if (!lists.is_array()) return unusable("include-controls, exclude-controls", path_);
    for (const json::value& list : lists.get_array()) {
      const json::object* o = list.if_object();
      const json::value* ids = o ? o->if_contains("with-ids") : nullptr;
      if (!o || o->contains("matching") || !ids || !ids->is_array())
        return unusable("with-ids", path_);
      for (const json::value& id : ids->get_array()) {
        if (!id.is_string()) return unusable("with-ids", path_);
        const auto it = known_.find(std::string(id.get_string()));
        if (it == known_.end()) return unknown(std::string(id.get_string()));
        to.insert(it->second);
      }
    }
    return {};
  }

  std::unexpected<Explanation> unknown(const std::string& id) const {
    std::vector<std::string> ids;
    for (const auto& [name, key] : known_) ids.push_back(name);
    return fail(ErrorKind::BadInput, "catalogue.unknown_control",
                {{"control", id}, {"nearest", nearest_word(id, ids)}}, std::string(path_));
  }

  std::map<std::string, std::pair<std::string, int>> known_;
  std::string_view path_;
  Keys keys_;
};

}  // namespace

Result<Keys> read_oscal_profile(const Standard& c, const std::vector<Item>& extra,
                                std::string_view text, std::string_view path) {
  const json::value root = TRY(parse_json(text, path));
  const json::object* top = root.if_object();
  const json::value* profile = top ? top->if_contains("profile") : nullptr;
  const json::value* imports =
      profile && profile->is_object() ? profile->get_object().if_contains("imports") : nullptr;
  if (!imports || !imports->is_array()) return unusable("profile, imports", path);
  Importer importer(c, extra, path);
  for (const json::value& one : imports->get_array()) CHECK(importer.import(one));
  return importer.take_keys();
}

}  // namespace dengbao::requirements
