# law/catalogue as one piece inside the binary: read, checked in form and written by
# compile_catalogue at build time, then an object file with _binary_catalogue_bundle_start and
# _end, read by src/app/catalogue_source.cc.
add_executable(compile_catalogue ${CMAKE_SOURCE_DIR}/tools/catalogue/main.cc)
target_link_libraries(compile_catalogue PRIVATE dengbao_catalogue)

file(GLOB_RECURSE catalogue_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/law/catalogue/*.yaml)
add_custom_command(
  OUTPUT ${bundle_folder}/catalogue_bundle.o
  COMMAND compile_catalogue ${CMAKE_SOURCE_DIR}/law/catalogue ${bundle_folder}/catalogue.bundle
  COMMAND ld -r -b binary -z noexecstack -o catalogue_bundle.o catalogue.bundle
  COMMAND objcopy --rename-section .data=.rodata,alloc,load,readonly,data,contents
          catalogue_bundle.o
  WORKING_DIRECTORY ${bundle_folder}
  DEPENDS compile_catalogue ${catalogue_files}
  COMMENT "Compiling law/catalogue"
  VERBATIM)
set_source_files_properties(${bundle_folder}/catalogue_bundle.o PROPERTIES EXTERNAL_OBJECT ON
                                                                           GENERATED ON)
add_library(dengbao_catalogue_bundle STATIC ${bundle_folder}/catalogue_bundle.o)
set_target_properties(dengbao_catalogue_bundle PROPERTIES LINKER_LANGUAGE CXX)
