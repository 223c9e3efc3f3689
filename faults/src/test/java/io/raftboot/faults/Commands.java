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

package io.raftboot.faults;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Programs of the operating system.
 */
final class Commands {

	private Commands() {
	}

	/**
	 * Run a program to its end.
	 * @return what it printed
	 * @throws IOException if it cannot be run or fails, with what it printed
	 */
	static String run(List<String> command) throws IOException {
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		process.getOutputStream().close();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		try {
			int status = process.waitFor();
			if (status != 0) {
				throw new IOException(command + " ended with " + status + ": " + output.strip());
			}
		}
		catch (InterruptedException ex) {
			process.destroyForcibly();
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("Interrupted while running " + command);
		}
		return output;
	}

	static String run(String... command) throws IOException {
		return run(List.of(command));
	}

	static String run(List<String> prefix, String... command) throws IOException {
		List<String> all = new ArrayList<>(prefix);
		all.addAll(List.of(command));
		return run(all);
	}

	/**
	 * Run a program whose failure does not matter: what it undoes may be undone already.
	 */
	static void tryToRun(List<String> prefix, String... command) {
		try {
			run(prefix, command);
		}
		catch (IOException ex) {
			// nothing to undo
		}
	}

	static boolean works(String... command) {
		try {
			run(command);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
