#pragma once
// Shared by the readers of the catalogue's files.

#include "catalogue/model.h"
#include "law/reading.h"

namespace dengbao::requirements {

using law_reading::File;

// The level a key or value names, 0 where it is none (said as a fault).
int read_level(File& file, const Yaml& at, std::string_view text);
// The entries of a list; a fault where `key` is missing or holds none.
const std::vector<Yaml>& entries(File& file, const Yaml& map, std::string_view key);
// The members of a map; none where it is missing.
const std::vector<std::pair<std::string, Yaml>>& members(File& file, const Yaml& map,
                                                         std::string_view key);

void read_items(File& file, const Yaml& root, Standard& out);
void read_guide(File& file, const Yaml& root, Standard& out);
void read_table(File& file, const std::string& name, const Yaml& root, Standard& out);
void read_mapping(File& file, const std::string& id, const Yaml& root, Standard& out);

}  // namespace dengbao::requirements
