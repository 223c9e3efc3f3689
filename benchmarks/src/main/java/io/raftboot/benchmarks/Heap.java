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

package io.raftboot.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What lives on the heap of a Java process of this machine, as its {@code jcmd} tells it.
 */
final class Heap {

	private static final Pattern USED = Pattern.compile("(?:generation|heap)\\s+total .*?used ([0-9]+)K");

	private Heap() {
	}

	/**
	 * Collects the garbage of a process and tells what is left.
	 * @param pid the process
	 * @return bytes; empty if it is no Java process, or not of this user
	 * @throws IOException if {@code jcmd} cannot be started
	 * @throws InterruptedException if the thread is interrupted
	 */
	static OptionalLong liveBytes(long pid) throws IOException, InterruptedException {
		command(pid, "GC.run");
		return used(command(pid, "GC.heap_info"));
	}

	static OptionalLong used(String heapInfo) {
		Matcher matcher = USED.matcher(heapInfo);
		long kibibytes = 0;
		boolean found = false;
		while (matcher.find()) {
			kibibytes += Long.parseLong(matcher.group(1));
			found = true;
		}
		return found ? OptionalLong.of(kibibytes * 1024) : OptionalLong.empty();
	}

	private static String command(long pid, String command) throws IOException, InterruptedException {
		String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
		Process process = new ProcessBuilder(List.of(jcmd, Long.toString(pid), command)).redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		process.waitFor();
		return output;
	}

}
