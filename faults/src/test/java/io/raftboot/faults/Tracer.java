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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Makes the syncs of a running node go wrong.
 */
final class Tracer implements AutoCloseable {

	private final Process strace;

	private Tracer(Process strace) {
		this.strace = strace;
	}

	/**
	 * Attach to a node; returns when that is done.
	 * @param what what happens to every sync, in the words of strace
	 */
	static Tracer inject(FaultNode node, String what) throws IOException {
		List<String> command = new ArrayList<>(List.of("strace", "-f", "-p", String.valueOf(node.pid())));
		command.addAll(List.of("-e", "trace=fdatasync,fsync", "-e", "inject=fdatasync,fsync:" + what));
		command.addAll(List.of("-o", "/dev/null"));
		Path said = node.logFile().resolveSibling("strace.log");
		Process strace = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
		while (strace.isAlive() && !Files.readString(said).contains("attached")) {
			Pauses.millis(5);
		}
		return new Tracer(strace);
	}

	boolean isAttached() {
		return this.strace.isAlive();
	}

	@Override
	public void close() {
		this.strace.destroy();
		try {
			if (!this.strace.waitFor(10, TimeUnit.SECONDS)) {
				this.strace.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
