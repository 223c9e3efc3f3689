/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.raftboot.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The files of one directory. What was written is durable after {@link DiskFile#sync()};
 * that a file exists, is gone or has a new name is durable after
 * {@link #syncDirectory()}.
 */
public interface Disk extends AutoCloseable {

	/**
	 * Return the names of the files.
	 * @return the names, sorted
	 * @throws IOException if the directory cannot be read
	 */
	List<String> list() throws IOException;

	/**
	 * Open a file for reading and writing, creating it if it is not there.
	 * @param name its name
	 * @return the file
	 * @throws IOException if it cannot be opened
	 */
	DiskFile open(String name) throws IOException;

	/**
	 * Give a file another name, replacing the file that has it.
	 * @param from its name
	 * @param to its new name
	 * @throws IOException if it cannot be renamed
	 */
	void rename(String from, String to) throws IOException;

	/**
	 * Delete a file.
	 * @param name its name
	 * @throws IOException if it cannot be deleted
	 */
	void delete(String name) throws IOException;

	/**
	 * Make creations, deletions and renames durable.
	 * @throws IOException if that fails: nothing may be promised any more
	 */
	void syncDirectory() throws IOException;

	/**
	 * Return where a file is, for messages.
	 * @param name its name
	 * @return a path
	 */
	String describe(String name);

	/**
	 * Release the directory's lock.
	 * @throws UncheckedIOException if that fails
	 */
	@Override
	void close();

}
