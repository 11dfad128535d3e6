#pragma once
// The rules of the house, one function and one file for each kind.

#include "tidy/tree.h"

namespace tidy {

// Include lines of src/ against the dengbao_module(... USES ...) lines of src/CMakeLists.txt.
void check_layers(const Tree& tree, Findings& out);
// Width, paths of a machine, open ends without an issue, names and calls that have a better one,
// links of the documentation.
void check_words(const Tree& tree, Findings& out);
// Functions over 60 lines and files over 400, but for tools/tidy/allow.txt, which may only shrink.
void check_lengths(const Tree& tree, Findings& out);
// Message catalogues: the same keys and placeholders in both languages, every code used is there.
void check_messages(const Tree& tree, Findings& out);
// Citations of clauses and source rows in comments stand in law/.
void check_citations(const Tree& tree, Findings& out);

// Files under version control: large ones, names that programs take for options, private keys.
void check_tracked(const Tree& tree, Findings& out);

}  // namespace tidy
