#include "law/law.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "base/hash.h"
#include "base/text.h"
#include "law/read_data.h"

namespace dengbao {
namespace {

using namespace law_reading;

class Loader {
 public:
  // `compiled` may be none.
  Loader(const LawFiles& files, const CompiledLaw* compiled, Loaded& out)
      : files_(files), compiled_(compiled), out_(out) {}

  // Reads what the pack uses first, then the pack over it.
  void pack(const std::string& id, bool is_used) {
    if (!done_.insert(id).second) return;
    const std::string folder = "packs/" + id + "/";
    const auto head = files_.find(folder + "pack.yaml");
    if (head == files_.end()) {
      out_.faults.push_back(
          {ErrorKind::NotFound, "law.no_pack", {{"pack", id}}, folder, {}, {}, {}});
      return;
    }
    PackHead read;
    Yaml root;
    each(head->first, head->second, [&](File& file, const Yaml& y) {
      root = y;
      read = read_head(file, y);
      if (read.id != id) file.fault(y, "law.pack_id", {{"id", read.id}, {"folder", id}});
    });
    for (const std::string& used : read.uses) pack(used, true);
    drop(root, head->first);
    out_.law.parts.push_back(read);
    if (!is_used) out_.law.head = read;
    data(id, folder);
    procedures(id, folder);
    if (!is_used) cases(id, folder);
    unknown_folders(folder);
  }

  void codes() {
    below("codes/", [&](File& file, const Yaml& y) {
      CodeList list = read_code_list(file, y);
      out_.law.code_lists[list.id] = std::move(list);
    });
  }

 private:
  Result<Yaml> tree_of(const std::string& path, const std::string& text) const {
    if (compiled_)
      if (const auto it = compiled_->trees.find(path); it != compiled_->trees.end())
        if (auto tree = unpacked(it->second)) return *std::move(tree);
    return parse_yaml(text, path);
  }

  template <class F>
  void each(const std::string& path, const std::string& text, F&& read) {
    const auto yaml = tree_of(path, text);
    if (!yaml) {
      out_.faults.push_back(yaml.error());
      return;
    }
    File file(path, out_.faults, out_.law.not_run);
    if (!yaml->is_map()) {
      file.fault(*yaml, "law.map_expected");
      return;
    }
    read(file, *yaml);
  }

  template <class F>
  void below(const std::string& folder, F&& read) {
    for (auto it = files_.lower_bound(folder); it != files_.end() && it->first.starts_with(folder);
         ++it)
      if (it->first.ends_with(".yaml")) each(it->first, it->second, read);
  }

  // `drop: [{procedure: x, because: {zh, en}}]` takes an inherited entry away.
  void drop(const Yaml& root, const std::string& path) {
    const Yaml* drops = root.find("drop");
    if (!drops) return;
    File file(path, out_.faults, out_.law.not_run);
    for (const Yaml& y : drops->items) {
      if (file.label(y.find("because")).empty()) file.fault(y, "law.drop_without_reason");
      std::size_t gone = out_.law.procedures.erase(file.text(y, "procedure")) +
                         out_.law.campaigns.erase(file.text(y, "campaign")) +
                         out_.law.parameters.erase(file.text(y, "parameter")) +
                         out_.law.templates.erase(file.text(y, "template"));
      if (!gone) file.fault(y, "law.drop_of_nothing");
    }
  }

  void data(const std::string& id, const std::string& folder) {
    below(folder + "instruments/", [&](File& file, const Yaml& y) {
      Instrument i = read_instrument(file, y, id);
      out_.law.instruments[i.id] = std::move(i);
    });
    below(folder + "parameters/", [&](File& file, const Yaml& y) {
      Parameter p = read_parameter(file, y, id);
      out_.law.parameters[p.name.text()] = std::move(p);
    });
    below(folder + "codes/", [&](File& file, const Yaml& y) {
      CodeList list = read_code_list(file, y);
      out_.law.code_lists[list.id] = std::move(list);
    });
    below(folder + "fact_sets/", [&](File& file, const Yaml& y) {
      const std::string name = file.text(y, "fact_set", true);
      sets_[name] = read_fact_set(file, y);
    });
    below(folder + "templates/", [&](File& file, const Yaml& y) {
      TemplateSource t{id, file.text(y, "id", true), file.path(), files_.at(file.path()),
                       file.texts(y.find("fields"))};
      out_.law.templates[t.id] = std::move(t);
    });
  }

  void procedures(const std::string& id, const std::string& folder) {
    for (const char* kind : {"procedures/", "registers/"})
      below(folder + kind, [&](File& file, const Yaml& y) {
        Procedure p = read_procedure(file, y, sets_);
        p.pack = id;
        p.qualified = id + "/" + p.name.text();
        resolve(p, file.references, out_.law.parameters, out_.law.code_lists, out_.faults);
        out_.law.procedures[p.name.text()] = std::move(p);
      });
    below(folder + "campaigns/", [&](File& file, const Yaml& y) {
      Campaign c = read_campaign(file, y);
      c.pack = id;
      out_.law.campaigns[c.name.text()] = std::move(c);
    });
  }

  void cases(const std::string& id, const std::string& folder) {
    for (auto it = files_.lower_bound(folder + "cases/");
         it != files_.end() && it->first.starts_with(folder + "cases/"); ++it)
      out_.law.cases.push_back({id, it->first, it->second});
  }

  void unknown_folders(const std::string& folder) {
    static constexpr std::string_view kKnown[] = {"instruments", "parameters", "procedures",
                                                  "registers",   "campaigns",  "fact_sets",
                                                  "templates",   "codes",      "cases"};
    for (auto it = files_.lower_bound(folder); it != files_.end() && it->first.starts_with(folder);
         ++it) {
      const std::string rest = it->first.substr(folder.size());
      const auto slash = rest.find('/');
      if (slash == std::string::npos) {
        if (rest != "pack.yaml" && rest.ends_with(".yaml"))
          out_.faults.push_back(
              {ErrorKind::BadInput, "law.stray_file", {{"file", rest}}, it->first, {}, {}, {}});
      } else if (std::find(std::begin(kKnown), std::end(kKnown), rest.substr(0, slash)) ==
                 std::end(kKnown)) {
        out_.faults.push_back(
            {ErrorKind::BadInput, "law.stray_file", {{"file", rest}}, it->first, {}, {}, {}});
      }
    }
  }

  const LawFiles& files_;
  const CompiledLaw* compiled_;
  Loaded& out_;
  std::set<std::string> done_;
  std::map<std::string, FactSet> sets_;
};

void uses_of(const LawFiles& all, const std::string& pack, std::set<std::string>& out) {
  if (!out.insert(pack).second) return;
  const auto head = all.find("packs/" + pack + "/pack.yaml");
  if (head == all.end()) return;
  const auto yaml = parse_yaml(head->second, head->first);
  if (!yaml) return;
  if (const Yaml* uses = yaml->find("uses"))
    for (const Yaml& used : uses->items) uses_of(all, used.text, out);
}

}  // namespace

namespace {

Loaded read_with(const LawFiles& files, const std::string& pack, const CompiledLaw* compiled) {
  Loaded out;
  Loader loader(files, compiled, out);
  loader.codes();
  loader.pack(pack, false);
  out.law.digest = compiled ? compiled->digest : digest_of(files_of(files, pack));
  out.law.index();
  return out;
}

Result<Law> runnable(Loaded loaded, const std::string& pack) {
  if (!loaded.faults.empty()) return std::unexpected(loaded.faults.front());
  if (loaded.law.head.not_yet_run)
    return fail(ErrorKind::Refused, "law.pack_not_yet_run", {{"pack", pack}});
  if (!loaded.law.not_run.empty()) {
    const NotYetRun& word = loaded.law.not_run.front();
    return fail(ErrorKind::Refused, "law.word_not_yet_run", {{"word", word.word}}, word.place);
  }
  return std::move(loaded.law);
}

}  // namespace

Loaded read_law(const LawFiles& files, const std::string& pack) {
  return read_with(files, pack, nullptr);
}

Result<Law> load_law(const LawFiles& files, const std::string& pack) {
  return runnable(read_with(files, pack, nullptr), pack);
}

Result<Law> load_law(const LawFiles& files, const std::string& pack, const CompiledLaw& compiled) {
  return runnable(read_with(files, pack, &compiled), pack);
}

CompiledLaw compiled_law(const LawFiles& files, const std::string& pack) {
  const LawFiles all = files_of(files, pack);
  CompiledLaw out{digest_of(all), {}};
  for (const auto& [path, text] : all) {
    if (!path.ends_with(".yaml") || path.find("/cases/") != std::string::npos) continue;
    if (const auto tree = parse_yaml(text, path)) out.trees[path] = packed(*tree);
  }
  return out;
}

LawFiles files_of(const LawFiles& all, const std::string& pack) {
  std::set<std::string> ids;
  uses_of(all, pack, ids);
  LawFiles out;
  const auto copy = [&](const std::string& folder) {
    for (auto it = all.lower_bound(folder); it != all.end() && it->first.starts_with(folder); ++it)
      out.insert(*it);
  };
  copy("codes/");
  for (const std::string& id : ids) copy("packs/" + id + "/");
  return out;
}

std::string digest_of(const LawFiles& files) {
  Hasher hasher(HashKind::Sm3);
  for (const auto& [path, text] : files) {
    // Lengths in front, so that no two sets of files run together to the same bytes.
    hasher.add(std::to_string(path.size())).add(":").add(path);
    hasher.add(std::to_string(text.size())).add(":").add(text);
  }
  return hex(hasher.finish());
}

std::vector<std::string> pack_ids(const LawFiles& files) {
  std::vector<std::string> out;
  for (const auto& [path, text] : files)
    if (path.starts_with("packs/") && path.ends_with("/pack.yaml"))
      out.push_back(path.substr(6, path.size() - 6 - 10));
  return out;
}

std::vector<PackHead> pack_heads(const LawFiles& files) {
  std::vector<PackHead> out;
  for (const std::string& id : pack_ids(files)) {
    const std::string path = "packs/" + id + "/pack.yaml";
    const auto yaml = parse_yaml(files.at(path), path);
    std::vector<Explanation> faults;
    std::vector<NotYetRun> not_run;
    File file(path, faults, not_run);
    if (yaml) {
      PackHead head = read_head(file, *yaml);
      if (faults.empty()) out.push_back(std::move(head));
    }
  }
  return out;
}

Result<LawFiles> files_from_folder(const std::string& folder) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (!fs::is_directory(folder, error))
    return fail(ErrorKind::NotFound, "law.no_folder", {{"folder", folder}}, folder);
  // A single pack folder stands under packs/ID, by the id it gives itself.
  std::string prefix;
  if (std::ifstream head(fs::path(folder) / "pack.yaml"); head) {
    std::stringstream text;
    text << head.rdbuf();
    const Yaml yaml = TRY(parse_yaml(text.str(), folder + "/pack.yaml"));
    const Yaml* id = yaml.find("id");
    if (!id || id->text.empty() || id->text.find('/') != std::string::npos)
      return fail(ErrorKind::BadInput, "law.missing", {{"word", "id"}}, folder + "/pack.yaml:1");
    prefix = "packs/" + id->text + "/";
  }
  LawFiles out;
  for (auto it = fs::recursive_directory_iterator(folder, error);
       !error && it != fs::recursive_directory_iterator(); it.increment(error)) {
    if (!it->is_regular_file()) continue;
    const std::string path = fs::relative(it->path(), folder).generic_string();
    if (it->file_size() > 8u << 20)
      return fail(ErrorKind::BadInput, "law.file_too_large", {{"file", path}}, path);
    std::ifstream in(it->path(), std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    if (!in) return fail_external("law.unreadable", path);
    out[prefix + path] = text.str();
  }
  if (error) return fail_external("law.unreadable", error.message());
  return out;
}

Result<Calendar> read_calendar(const LawFiles& files) {
  Calendar calendar;
  for (const auto& [path, text] : files)
    if (path.starts_with("calendars/cn-2")) calendar.publish(TRY(read_calendar_year(text, path)));
  return calendar;
}

std::vector<Contradiction> read_contradictions(const LawFiles& files) {
  std::vector<Contradiction> out;
  const auto it = files.find("packs/contradictions.yaml");
  if (it == files.end()) return out;
  const auto yaml = parse_yaml(it->second, it->first);
  if (!yaml) return out;
  std::vector<Explanation> faults;
  std::vector<NotYetRun> not_run;
  File file(it->first, faults, not_run);
  const Yaml* list = yaml->is_list() ? &*yaml : yaml->find("contradictions");
  if (!list) return out;
  for (const Yaml& y : list->items) {
    Contradiction c;
    c.id = file.text(y, "id");
    c.topic = file.label(y.find("topic"));
    c.applied = file.label(y.find("applied"));
    if (const Yaml* positions = y.find("positions"))
      for (const Yaml& p : positions->items)
        c.positions.push_back(
            {file.text(p, "pack"), file.text(p, "clause"), file.label(p.find("value"))});
    out.push_back(std::move(c));
  }
  return out;
}

}  // namespace dengbao
