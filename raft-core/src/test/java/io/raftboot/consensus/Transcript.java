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

package io.raftboot.consensus;

import java.util.ArrayList;
import java.util.List;

import io.raftboot.Member;
import io.raftboot.MemberRole;

/**
 * A text with commands ({@code > …}), what they lead to (indented) and prose.
 * <table>
 * <caption>The commands</caption>
 * <tr>
 * <td>cluster 1 2 3:witness lease quiesce small</td>
 * <td>found a cluster; election timeouts are 100 ms for member 1, 120 for 2 …</td>
 * </tr>
 * <tr>
 * <td>start 4</td>
 * <td>start a new node that has been given a number</td>
 * </tr>
 * <tr>
 * <td>wait 100</td>
 * <td>let time pass, deliver nothing</td>
 * </tr>
 * <tr>
 * <td>deliver, deliver 1-2, drop 1-2</td>
 * <td>deliver or lose the messages under way, all or those from 1 to 2</td>
 * </tr>
 * <tr>
 * <td>keep 1-2, late</td>
 * <td>copy the messages under way from 1 to 2, deliver the copies</td>
 * </tr>
 * <tr>
 * <td>run 100</td>
 * <td>let time pass and deliver, and tell only of changes</td>
 * </tr>
 * <tr>
 * <td>cut 1, heal</td>
 * <td>lose all messages from and to a member from now on</td>
 * </tr>
 * </table>
 * The others are named after what they call. A command after {@code >>} tells nothing.
 */
final class Transcript {

	private TranscriptCluster cluster = new TranscriptCluster(List.of());

	List<String> replay(List<String> lines) {
		List<String> result = new ArrayList<>();
		boolean output = false;
		for (String line : lines) {
			if (line.startsWith(">")) {
				result.add(line);
				result.addAll(run(line));
				output = true;
			}
			else if (!output || !line.startsWith("  ")) {
				output = false;
				result.add(line);
			}
		}
		return result;
	}

	private List<String> run(String line) {
		boolean silent = line.startsWith(">>");
		String[] words = line.replaceFirst(">+ *", "").split(" +");
		execute(words);
		List<String> told = this.cluster.takeLines();
		return silent ? List.of() : told;
	}

	private void execute(String[] words) {
		switch (words[0]) {
			case "cluster" -> found(words);
			case "start" -> start(number(words[1]));
			case "wait" -> this.cluster.pass(number(words[1]));
			case "run" -> this.cluster.runFor(number(words[1]));
			case "deliver" -> this.cluster.deliver((words.length > 1) ? words[1] : "");
			case "drop" -> this.cluster.drop((words.length > 1) ? words[1] : "");
			case "keep" -> this.cluster.keep(words[1]);
			case "late" -> this.cluster.deliverKept();
			case "cut" -> this.cluster.isolate(number(words[1]));
			case "heal" -> this.cluster.heal();
			case "crash" -> this.cluster.member(number(words[1])).crash();
			case "restart" -> this.cluster.member(number(words[1])).start();
			case "status" -> this.cluster.tellStatus();
			case "log" -> this.cluster.tellLogs();
			default -> call(this.cluster.member(number(words[1])), words);
		}
	}

	private void found(String[] words) {
		List<Member> founders = new ArrayList<>();
		List<String> options = List.of(words);
		for (int i = 1; i < words.length; i++) {
			String[] parts = words[i].split(":");
			if (Character.isDigit(parts[0].charAt(0))) {
				founders.add(new Member(number(parts[0]), "n" + parts[0],
						(parts.length > 1) ? role(parts[1]) : MemberRole.VOTER));
			}
		}
		this.cluster = new TranscriptCluster(options);
		this.cluster.found(founders);
		this.cluster.remember();
	}

	private void start(long id) {
		this.cluster.add(id, List.of());
		this.cluster.remember();
	}

	private void call(TestMember member, String[] words) {
		switch (words[0]) {
			case "propose" -> this.cluster.proposeOrTell(member, (words.length > 2) ? (int) number(words[2]) : 1);
			case "propose-and-read" -> {
				this.cluster.proposeOrTell(member, 1);
				this.cluster.read(member);
			}
			case "read" -> this.cluster.read(member);
			case "add" ->
				this.cluster.change(member, List.of(new Consensus.NewMember(words[2], role(words[3]))), List.of());
			case "remove" -> this.cluster.change(member, List.of(), List.of(number(words[2])));
			case "replace" -> this.cluster.change(member, List.of(new Consensus.NewMember(words[3], MemberRole.VOTER)),
					List.of(number(words[2])));
			case "transfer" -> this.cluster.transfer(member, number(words[2]));
			case "snapshot" -> member.takeSnapshot();
			case "campaign" -> member.consensus.campaign();
			case "unreachable" -> member.consensus.unreachable(number(words[2]));
			case "wake" -> member.consensus.wake();
			default -> throw new IllegalArgumentException("no such command: " + words[0]);
		}
		member.run();
	}

	private static long number(String word) {
		return Long.parseLong(word);
	}

	private static MemberRole role(String word) {
		return switch (word) {
			case "voter" -> MemberRole.VOTER;
			case "learner" -> MemberRole.LEARNER;
			case "witness" -> MemberRole.WITNESS;
			default -> throw new IllegalArgumentException("no such role: " + word);
		};
	}

}
