#include "catalogue/overlay.h"

#include <algorithm>

#include "base/nearest.h"
#include "catalogue/nearest.h"
#include "catalogue/reading_parts.h"

namespace dengbao::requirements {

class OverlayReader {
 public:
  OverlayReader(const Standard& catalogue, Tailored& to, File& file)
      : catalogue_(catalogue), to_(to), file_(file) {}

  void read(const Yaml& root) {
    file_.only(root, {"overlay", "title", "basis", "add", "sharpen", "not_applicable"});
    name_ = file_.text(root, "overlay", true);
    basis_ = file_.text(root, "basis");
    (void)file_.label(root.find("title"));
    if (std::find(to_.names_.begin(), to_.names_.end(), name_) != to_.names_.end())
      file_.fault(root, "catalogue.overlay_twice", {{"overlay", name_}});
    to_.names_.push_back(name_);
    for (const Yaml& y : list(root, "add")) add(y);
    for (const Yaml& y : list(root, "sharpen")) sharpen(y);
    for (const Yaml& y : list(root, "not_applicable")) drop(y);
  }

 private:
  const std::vector<Yaml>& list(const Yaml& root, std::string_view key) {
    static const std::vector<Yaml> none;
    return root.has(key) ? entries(file_, root, key) : none;
  }

  std::vector<int> levels(const Yaml& y) {
    std::vector<int> out;
    for (const std::string& text : file_.texts(y.find("levels")))
      if (const int n = read_level(file_, y, text)) out.push_back(n);
    return out;
  }

  void known_words(const Yaml& y, std::string_view key, const std::vector<Term>& terms) {
    for (const std::string& word : file_.texts(y.find(key))) {
      std::vector<std::string> known;
      for (const Term& t : terms) known.push_back(t.id);
      if (std::find(known.begin(), known.end(), word) == known.end())
        file_.fault(
            y, "catalogue.unknown_term",
            {{"word", word}, {"kind", std::string(key)}, {"nearest", nearest_word(word, known)}});
    }
  }

  void add(const Yaml& y) {
    file_.only(
        y, {"id", "control_point", "levels", "clause", "summary", "methods", "objects", "basis"});
    Item item;
    item.id = file_.text(y, "id", true);
    item.point = file_.text(y, "control_point", true);
    item.methods = file_.texts(y.find("methods"));
    item.objects = file_.texts(y.find("objects"));
    item.place = file_.at(y);
    known_words(y, "methods", catalogue_.methods);
    known_words(y, "objects", catalogue_.objects);
    if (catalogue_.item(item.id) || to_.item(item.id))
      file_.fault(y, "catalogue.overlay_exists", {{"item", item.id}});
    if (!catalogue_.point(item.point))
      file_.fault(y, "catalogue.unknown_point",
                  {{"point", item.point}, {"nearest", nearest_point(catalogue_, item.point)}});
    const Label summary = file_.label(y.find("summary"));
    if (summary.empty()) file_.fault(y, "law.missing", {{"word", "summary"}});
    std::vector<int> at = levels(y);
    if (at.empty()) file_.fault(y, "law.missing", {{"word", "levels"}});
    std::sort(at.begin(), at.end());
    const std::string basis = y.has("basis") ? file_.text(y, "basis") : basis_;
    const std::string clause = file_.text(y, "clause");
    for (const int level : at) {
      AtLevel l;
      l.level = level;
      l.clause = basis + (basis.empty() || clause.empty() ? "" : " ") + clause;
      l.summary = summary;
      l.same_as = level == at.front() ? 0 : at.front();
      l.methods = item.methods;
      l.place = item.place;
      item.levels.push_back(std::move(l));
      to_.by_row_[{item.id, level}].added_by = name_;
    }
    to_.added_.push_back(std::move(item));
  }

  // The rows an entry speaks of; faults where there are none such.
  std::vector<std::pair<std::string, int>> rows(const Yaml& y) {
    const std::string id = file_.text(y, "id", true);
    const Item* item = catalogue_.item(id);
    if (!item) item = to_.item(id);
    std::vector<std::pair<std::string, int>> out;
    if (!item) {
      file_.fault(y, "catalogue.unknown_item",
                  {{"item", id}, {"nearest", nearest_item(catalogue_, id)}});
      return out;
    }
    std::vector<int> wanted = levels(y);
    if (wanted.empty() && !y.has("levels"))
      for (const AtLevel& l : item->levels) wanted.push_back(l.level);
    for (const int level : wanted) {
      if (item->at(level)) {
        out.emplace_back(id, level);
        continue;
      }
      std::string has;
      for (const AtLevel& l : item->levels)
        has += (has.empty() ? "" : " ") + std::to_string(l.level);
      file_.fault(y, "catalogue.not_at_level",
                  {{"item", id}, {"level", std::to_string(level)}, {"levels", has}});
    }
    return out;
  }

  void contradiction(const Yaml& y, const std::string& item, const std::string& other) {
    file_.fault(y, "catalogue.overlay_contradicts", {{"item", item}, {"overlay", other}});
  }

  void sharpen(const Yaml& y) {
    file_.only(y, {"id", "levels", "demand", "basis"});
    const Label demand = file_.label(y.find("demand"));
    if (demand.empty()) file_.fault(y, "law.missing", {{"word", "demand"}});
    const std::string basis = y.has("basis") ? file_.text(y, "basis") : basis_;
    for (const auto& key : rows(y)) {
      Tailoring& t = to_.by_row_[key];
      if (!t.dropped_by.empty()) contradiction(y, key.first, t.dropped_by);
      t.sharpened.push_back({name_, basis, demand});
    }
  }

  void drop(const Yaml& y) {
    file_.only(y, {"id", "levels", "reason"});
    const Label reason = file_.label(y.find("reason"));
    if (reason.empty()) file_.fault(y, "catalogue.reason_missing", {{"item", file_.text(y, "id")}});
    for (const auto& key : rows(y)) {
      Tailoring& t = to_.by_row_[key];
      if (!t.sharpened.empty()) contradiction(y, key.first, t.sharpened.front().overlay);
      if (!t.added_by.empty()) contradiction(y, key.first, t.added_by);
      if (!t.dropped_by.empty()) contradiction(y, key.first, t.dropped_by);
      t.dropped_by = name_;
      t.reason = reason;
    }
  }

  const Standard& catalogue_;
  Tailored& to_;
  File& file_;
  std::string name_, basis_;
};

Tailored Tailored::read(const Standard& catalogue,
                        const std::vector<std::pair<std::string, std::string>>& overlays,
                        std::vector<Explanation>& faults) {
  Tailored out;
  std::vector<NotYetRun> unused;
  for (const auto& [path, text] : overlays) {
    const auto root = parse_yaml(text, path);
    if (!root) {
      faults.push_back(root.error());
      continue;
    }
    File file(path, faults, unused);
    OverlayReader(catalogue, out, file).read(*root);
  }
  return out;
}

const Tailoring* Tailored::of(std::string_view item, int level) const {
  const auto it = by_row_.find(std::pair(std::string(item), level));
  return it == by_row_.end() ? nullptr : &it->second;
}

const Item* Tailored::item(std::string_view id) const {
  for (const Item& i : added_)
    if (i.id == id) return &i;
  return nullptr;
}

}  // namespace dengbao::requirements
