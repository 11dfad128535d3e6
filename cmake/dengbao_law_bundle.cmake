# The law folder as an object file, so that the one binary needs no files beside it:
# _binary_law_bundle_start and _end, read by src/app/law_library.cc.
file(GLOB_RECURSE law_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/law/*.yaml
                                              ${CMAKE_SOURCE_DIR}/law/*.csv)
list(FILTER law_files EXCLUDE REGEX "/law/catalogue/")
set(law_folder ${CMAKE_BINARY_DIR}/law-bundle)
file(MAKE_DIRECTORY ${law_folder})
# ld names the symbols after the path it is given: it runs in the folder of the bundle.
add_custom_command(
  OUTPUT ${law_folder}/law_bundle.o
  COMMAND ${CMAKE_SOURCE_DIR}/tools/bundle ${CMAKE_SOURCE_DIR}/law ${law_folder}/law.bundle
  COMMAND ld -r -b binary -z noexecstack -o law_bundle.o law.bundle
  COMMAND objcopy --rename-section .data=.rodata,alloc,load,readonly,data,contents law_bundle.o
  WORKING_DIRECTORY ${law_folder}
  DEPENDS ${law_files} ${CMAKE_SOURCE_DIR}/tools/bundle
  COMMENT "Bundling the law"
  VERBATIM)
add_library(dengbao_law_bundle STATIC ${law_folder}/law_bundle.o)
set_target_properties(dengbao_law_bundle PROPERTIES LINKER_LANGUAGE CXX)
set_source_files_properties(${law_folder}/law_bundle.o PROPERTIES EXTERNAL_OBJECT ON GENERATED ON)
