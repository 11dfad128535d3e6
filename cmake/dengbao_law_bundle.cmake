# Folders as object files, so that the one binary needs no files beside it: the law folder as
# _binary_law_bundle_start and _end, read by src/app/law_library.cc, and the demo city as
# _binary_examples_bundle_start and _end, read by src/app/demo_files.cc.
set(bundle_folder ${CMAKE_BINARY_DIR}/law-bundle)
file(MAKE_DIRECTORY ${bundle_folder})

# dengbao_bundle(law PATTERNS *.yaml FILES ...): NAME_bundle.o from the folder NAME, or FOLDER.
function(dengbao_bundle name)
  cmake_parse_arguments(ARG "" "FOLDER" "PATTERNS;FILES" ${ARGN})
  if(NOT ARG_FOLDER)
    set(ARG_FOLDER ${name})
  endif()
  # ld names the symbols after the path it is given: it runs in the folder of the bundle.
  add_custom_command(
    OUTPUT ${bundle_folder}/${name}_bundle.o
    COMMAND ${CMAKE_SOURCE_DIR}/tools/bundle ${CMAKE_SOURCE_DIR}/${ARG_FOLDER}
            ${bundle_folder}/${name}.bundle ${ARG_PATTERNS}
    COMMAND ld -r -b binary -z noexecstack -o ${name}_bundle.o ${name}.bundle
    COMMAND objcopy --rename-section .data=.rodata,alloc,load,readonly,data,contents
            ${name}_bundle.o
    WORKING_DIRECTORY ${bundle_folder}
    DEPENDS ${ARG_FILES} ${CMAKE_SOURCE_DIR}/tools/bundle
    COMMENT "Bundling ${name}"
    VERBATIM)
  set_source_files_properties(${bundle_folder}/${name}_bundle.o PROPERTIES EXTERNAL_OBJECT ON
                                                                           GENERATED ON)
endfunction()

file(GLOB_RECURSE law_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/law/*.yaml
                                              ${CMAKE_SOURCE_DIR}/law/*.csv)
list(FILTER law_files EXCLUDE REGEX "/law/catalogue/")
file(GLOB_RECURSE example_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/examples/*.yaml
                                                  ${CMAKE_SOURCE_DIR}/examples/*.csv
                                                  ${CMAKE_SOURCE_DIR}/examples/*.xlsx)
dengbao_bundle(law PATTERNS *.yaml *.csv FILES ${law_files})
dengbao_bundle(examples PATTERNS *.yaml *.csv *.xlsx FILES ${example_files})
add_library(dengbao_law_bundle STATIC ${bundle_folder}/law_bundle.o
                                      ${bundle_folder}/examples_bundle.o)
set_target_properties(dengbao_law_bundle PROPERTIES LINKER_LANGUAGE CXX)
